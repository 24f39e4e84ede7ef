"""Cases made for cubic-newton, and for every method that minimises its model."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import CubicPower, Quadratic, QuadraticRegression
from refimpl.second_order.cubic_newton import CubicNewton
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """With M = 4."""
    return of_the_model(CubicNewton(4.0))


def of_the_model(algorithm: Any, serve: Any = lambda problem: problem) -> list[Special]:
    """sum a_i^2 (x_i^2 - 1)^2/2: at first the gradient is orthogonal to the lowest eigenvector of the Hessian, and
    short; then the iterates converge, where eigenvalues are small and shifts smaller. Near the hard case the shift
    exceeds the lowest eigenvalue by little, near a saddle shorter steps have the length of their shift, and in one
    dimension the first excess is the root, from either side. At a minimiser the shift is 0 exactly; counted from
    another number its rounding divides zero by zero. `serve` makes of a problem one with the oracles that the algorithm
    asks.
    """
    a = np.array([1.0, 0.25, 0.25])
    Q = np.concatenate([2 * np.diag(row) for row in np.diag(a)])
    wells = QuadraticRegression(-a, np.zeros((3, 3)), Q)
    near = Quadratic(np.diag([-1.0, 0.5]), np.zeros(2))
    saddle = Quadratic(np.diag([-1.0, 2.0]), np.zeros(2))
    convex = Quadratic(np.diag([0.68, 2.16]), np.zeros(2))
    return [
        Special("hard case", algorithm, serve(wells), None, np.array([0.0, 1.25, 0.75])),
        Special("near the hard case", algorithm, serve(near), None, np.array([-0.03125, 1.25])),
        Special("near a saddle", algorithm, serve(saddle), None, np.array([0.0625, 0.03125])),
        Special("one dimension", algorithm, serve(CubicPower(2.0)), None, np.array([-1.5])),
        Special("at a minimiser", algorithm, serve(convex), None, np.zeros(2)),
    ]
