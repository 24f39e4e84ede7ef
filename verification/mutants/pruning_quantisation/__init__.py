"""Mutants of the family second-order."""
