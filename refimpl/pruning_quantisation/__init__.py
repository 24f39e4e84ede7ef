"""Pruning and quantisation: what a Hessian says of the bits that a layer needs."""
