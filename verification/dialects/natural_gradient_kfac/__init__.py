"""Dialects of the natural-gradient-kfac family."""
