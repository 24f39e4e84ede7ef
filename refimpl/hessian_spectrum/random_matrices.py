"""Extremal eigenvalues of batch Hessians by random-matrix theory, and the largest stable step. On the host.

Source      Granziol, Zohren & Roberts 2022; spikes: Baik, Ben Arous & Peche 2005.
Model       batch Hessian = Hessian + E. Wigner: E symmetric, independent entries of variance s2 = sigma^2 (1/B - 1/N).
            Marchenko-Pastur: Gram matrices of B Gaussian rows of dimension P, over B.
Wigner      bulk up to 2 sqrt(P s2); an eigenvalue lambda > sqrt(P s2) of the Hessian moves to lambda + P s2/lambda with
            squared overlap 1 - P s2/lambda^2; a smaller one merges with the bulk.
Step        the largest stable step of gradient descent is 2 over the largest eigenvalue. Below the transition it
            grows like sqrt B with Wigner noise; linear growth needs Marchenko-Pastur noise and B << P.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core import checks


def noise_variance(sigma2: float, batch: int, samples: int) -> float:
    """sigma^2 (1/B - 1/N): of an entry, batches of B out of N without replacement; 0 for the full batch."""
    checks.count("batch", batch)
    checks.count("samples", samples, batch)
    return sigma2 * (1 / batch - 1 / samples)


def wigner_top(spike: Any, dimension: int, s2: Any) -> np.ndarray:
    """Limit of the largest eigenvalue of `spike` v v' + E, E of dimension P and entry variance s2."""
    spike = np.asarray(spike, float)
    edge = np.sqrt(dimension * s2)
    outside = spike > edge
    return np.where(outside, spike + dimension * s2 / np.where(outside, spike, 1.0), 2 * edge)


def wigner_overlap(spike: Any, dimension: int, s2: float) -> np.ndarray:
    """Limit of the squared overlap of the leading eigenvector with v."""
    spike = np.asarray(spike, float)
    return np.where(spike**2 > dimension * s2, 1 - dimension * s2 / np.maximum(spike**2, dimension * s2), 0.0)


def marchenko_pastur_top(dimension: Any, batch: Any) -> np.ndarray:
    """Limit of the largest eigenvalue of A'A/B with B rows of P standard normal entries: (1 + sqrt(P/B))^2."""
    return (1 + np.sqrt(np.asarray(dimension, float) / np.asarray(batch, float))) ** 2


def largest_step(top: Any) -> np.ndarray:
    """2 over the largest eigenvalue: gradient descent is stable on a quadratic exactly below it."""
    return 2 / np.asarray(top, float)
