"""Cases made for methods of the family zeroth-order."""
