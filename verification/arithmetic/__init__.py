"""First iterates by list arithmetic in decimals and fractions: nothing here knows the library's methods."""
