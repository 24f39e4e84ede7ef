"""Mutants of the family zeroth-order."""
