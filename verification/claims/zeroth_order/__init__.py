"""Claims of the family zeroth-order."""
