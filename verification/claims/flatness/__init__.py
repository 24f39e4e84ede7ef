"""Claims of the family flatness."""
