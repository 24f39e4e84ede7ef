"""Dialects of the family zeroth-order."""
