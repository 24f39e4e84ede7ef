"""Named mistakes in first-order adaptive methods."""
