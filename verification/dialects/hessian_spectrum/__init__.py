"""Dialects of estimators of Hessian spectra."""
