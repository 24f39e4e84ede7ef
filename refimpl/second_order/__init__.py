"""Newton-type and other second-order methods."""
