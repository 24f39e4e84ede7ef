"""Dialects of second-order methods."""
