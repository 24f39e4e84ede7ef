"""Sharpness-aware and gradient-norm-aware methods."""
