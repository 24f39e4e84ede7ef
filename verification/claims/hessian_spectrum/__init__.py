"""Claims of the family hessian-spectrum."""
