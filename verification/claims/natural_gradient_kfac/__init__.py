"""Claims of the family natural-gradient-kfac."""
