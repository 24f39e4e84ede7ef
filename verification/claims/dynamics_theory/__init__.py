"""Claims of the family dynamics-theory."""
