"""Lower levels with many solutions: the instance and what projections do to it, in closed form."""

from __future__ import annotations

import numpy as np

from refimpl.problems import OverparameterisedBilevel


def instance() -> OverparameterisedBilevel:
    """Two equations in three unknowns, of singular values below 2."""
    P = np.array([[1.0, 0.25, 0.0], [0.0, 1.0, -0.5]])
    Q = np.array([[0.0, 0.5, -0.25], [0.5, 0.0, 0.25]])
    return OverparameterisedBilevel(P, Q, np.array([1.0, -0.5]), np.array([0.5, 1.0, -1.0]))


def projected(problem: OverparameterisedBilevel, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The lower solution at x nearest to y: y + Phi^+ (c - Phi y), by singular values."""
    M = problem.P + x[:, None] * problem.Q
    return y + np.linalg.pinv(M) @ (problem.c - M @ y)
