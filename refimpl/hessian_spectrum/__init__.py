"""Estimators of Hessian spectra from Hessian-vector products: eigenvalues, traces, diagonals and densities."""
