"""Mutants of the family flatness."""
