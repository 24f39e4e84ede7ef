"""Mutants that are equivalent to their method, with the reason, a module per family."""
