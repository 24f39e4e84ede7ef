"""Special cases of the family natural-gradient-kfac."""
