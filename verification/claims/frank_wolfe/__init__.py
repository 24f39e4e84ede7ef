"""Claims of the family frank-wolfe."""
