"""Perturbations seen from outside: what a step of descent on a perturbed gradient says about its e."""

from __future__ import annotations

import numpy as np


def recovered(x: np.ndarray, A: np.ndarray, b: np.ndarray, eta: float) -> tuple[np.ndarray, np.ndarray]:
    """Gradients g_t and perturbations e_t, both (T, d), of a run x (T+1, d) on x'Ax/2 - b'x.

    (x - x+)/eta = grad f(x + e) = g + A e, so e = A^{-1}((x - x+)/eta - g): known to some
    10 u (|x|/eta + |g|)/lambda_min.
    """
    g = x[:-1] @ A - b
    return g, np.linalg.solve(A, ((x[:-1] - x[1:]) / eta - g).T).T
