"""Mutants of the family global-bo."""
