"""Dialects of bilevel methods."""
