"""Verification of optimisation algorithms: claims, controls, mutants and the oracle."""
