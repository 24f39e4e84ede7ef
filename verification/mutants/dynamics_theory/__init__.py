"""Mutants of the family dynamics-theory."""
