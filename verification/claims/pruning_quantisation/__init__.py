"""Claims of the family second-order."""
