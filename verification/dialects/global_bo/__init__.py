"""Dialects of the family global-bo."""
