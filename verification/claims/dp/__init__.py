"""Claims of the family dp."""
