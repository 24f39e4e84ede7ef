"""Mutants of the family dp."""
