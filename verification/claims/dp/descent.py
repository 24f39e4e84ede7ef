"""Private methods with the noise off: gradient descent where nothing is clipped, equal steps where all is."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import LeastSquares
from verification.evidence import identity
from verification.finding import Finding
from verification.trial import complete_run

SPECTRUM = np.array([2.0, 1.0, 0.25])


def orthogonal_sum() -> LeastSquares:
    """Interpolating least squares with A'A/n = diag(SPECTRUM) and the minimiser (1, -2, 3)."""
    A = np.array([[2, 1, 0.5], [2, -1, -0.5], [0, 1, -0.5], [0, -1, 0.5]])
    return LeastSquares(A, A @ np.array([1.0, -2.0, 3.0]))


def is_gradient_descent(algorithm: Any, engine: str) -> Finding:
    """Each coordinate of x - x* is multiplied by 1 - lambda_i/4, over 40 steps; `algorithm` has eta = 1/4."""
    x = complete_run(algorithm, orthogonal_sum(), np.array([2.0, -4.0, 6.0]), 40, engine=engine).x
    minimiser = np.array([1.0, -2.0, 3.0])
    expected = minimiser + minimiser * (1 - SPECTRUM / 4) ** np.arange(41)[:, None]
    # some twenty operations on numbers up to 20 per step, which the contraction does not enlarge
    return identity(x, expected, tolerance=40 * 20 * 2.0**-53, scale=8.0)


def is_clipped_descent(algorithm: Any, engine: str) -> Finding:
    """On (x + 2)^2/2 from 9/8: steps of 1/4 down to |x + 2| = 7/8, then the factor 3/4; eta = 1/4 and C = 1."""
    x = complete_run(
        algorithm, LeastSquares(np.ones((1, 1)), np.array([-2.0])), np.array([1.125]), 30, engine=engine
    ).x
    expected = np.concatenate([3.125 - np.arange(9) / 4, 0.875 * 0.75 ** np.arange(22)]) - 2
    # exact while it is clipped, then one rounding of x + 2 per step
    return identity(x[:, 0], expected, tolerance=30 * 2.0**-53)
