"""Differentially private methods: clipped gradients of single examples and calibrated noise."""
