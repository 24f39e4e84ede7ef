"""Cases made for methods of the family bilevel."""
