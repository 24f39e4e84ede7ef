"""Normalised Gauss-Newton: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from functools import partial

import numpy as np

from refimpl.problems import QuadraticRegression, random_quadratic_regression
from verification.arithmetic import normalised, quadratic_residuals
from verification.claim import named, planted
from verification.claims.second_order.normalised_steps import shared
from verification.mutants.second_order.normalised_gauss_newton import MUTANTS

controls = partial(named, MUTANTS)


def terms(problem: QuadraticRegression, x: np.ndarray) -> tuple[float, float, float]:
    """With z, J at x, q^2 = sum |Q_i|^2: grad f(x + h) - g - J'J h is sum z_i Q_i h + J'Q(h, h)/2 + Q(h, .)'J h +
    Q(h, .)'Q(h, h)/2, of the norm |sum z_i Q_i| |h| + 3 |J| q |h|^2/2 + q^2 |h|^3/2 at most.
    """
    z, J = problem.residual(x), problem.jacobian(x)
    Q = problem.Q.reshape(len(z), len(x), len(x))
    q = np.sqrt(sum(np.linalg.norm(matrix, 2) ** 2 for matrix in Q))
    error = np.linalg.norm(np.tensordot(z, Q, 1), 2)
    return float(error), float(1.5 * np.linalg.norm(J, 2) * q), float(q**2 / 2)


CLAIMS = shared(
    "normalised-gauss-newton",
    (
        quadratic_residuals.problem(),
        normalised.gauss_newton,
        (((1.0, 2.0, -3.0), 8.0, 4), ((0.5, -0.5, 1.0), 8.0, 4)),
    ),
    [
        (random_quadratic_regression(4, 3, seed=1), [2.0, -3.0, 1.0], 16.0),
        (random_quadratic_regression(2, 3, seed=2), [1.0, 4.0, -2.0], 2.0**-5),
        # the matrix is nearly zero: radii above 1.83 gamma(x) are rejected, and 1.9 gamma(x) is tried
        (QuadraticRegression(np.ones(1), np.zeros((1, 1)), np.ones((1, 1))), [2.0**-4], 1.9 * 0.062),
    ],
    terms,
    {
        "iterates": planted(*MUTANTS),
        "decrease": controls("every-trial-accepted", "uphill"),
        "length": controls("constant-shift", "radius-inverted", "root-shift", "step-too-long"),
        "radius": controls("quartered", "norm-not-squared", "uphill"),
    },
)
