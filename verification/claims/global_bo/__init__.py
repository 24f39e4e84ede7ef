"""Claims of the family global-bo."""
