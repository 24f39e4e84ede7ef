"""Cases made for methods of the family first-order-adaptive."""
