"""Dynamics of training: edges of stability, flows and stability analysers."""
