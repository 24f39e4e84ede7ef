"""Mutants of the family nonsmooth-nonconvex."""
