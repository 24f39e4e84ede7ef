"""Dialects of methods that seek flat minima."""
