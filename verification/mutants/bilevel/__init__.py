"""Mutants of the family bilevel."""
