"""Cases made for methods of the family global-bo."""
