"""Bilevel methods: penalties, hyper-gradients, value functions."""
