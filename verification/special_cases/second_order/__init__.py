"""Cases made for methods of the family second-order."""
