"""Mutants of the family natural-gradient-kfac."""
