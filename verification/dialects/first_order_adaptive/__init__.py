"""Dialects of first-order adaptive methods."""
