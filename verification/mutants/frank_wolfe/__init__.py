"""Mutants of the family frank-wolfe."""
