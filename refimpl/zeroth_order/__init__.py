"""Zeroth-order methods: steps from function values."""
