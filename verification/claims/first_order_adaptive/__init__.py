"""Claims about first-order adaptive methods."""
