"""Cases made for methods of the family frank-wolfe."""
