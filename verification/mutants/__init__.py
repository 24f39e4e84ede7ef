"""Mutants of every method, mirroring refimpl."""
