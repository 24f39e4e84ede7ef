"""Mutants of the family hessian-spectrum."""
