"""Four quadratic residuals in decimals, with their Jacobian."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from refimpl.problems import QuadraticRegression
from verification.vectors.second_way.decimals import Matrix, Vector

Y = (0.5, -0.75, 0.25, 1.0)
J = ((1.0, -0.5, 0.25), (0.5, 0.25, -1.0), (0.0, 1.0, 0.5), (-0.25, 0.5, 0.75))
Q = (
    ((0.5, 0.25, 0.0), (0.25, -0.5, 0.125), (0.0, 0.125, 0.25)),
    ((-0.25, 0.5, 0.125), (0.5, 0.25, 0.0), (0.125, 0.0, -0.5)),
    ((1.0, 0.0, -0.25), (0.0, 0.5, 0.25), (-0.25, 0.25, 0.0)),
    ((0.0, 0.25, 0.5), (0.25, 0.0, -0.5), (0.5, -0.5, 0.75)),
)


def problem(d: int = 3) -> QuadraticRegression:
    """y + J x + Q(x, x)/2, four residuals in the first d variables, with the data above."""
    return QuadraticRegression(
        np.array(Y), np.array(J)[:, :d].copy(), np.array(Q)[:, :d, :d].reshape(4 * d, d)
    )


def residual(x: Vector) -> Vector:
    """z(x)."""
    return Vector(Decimal(y) + j @ x + (x @ (q @ x)) / 2 for y, (j, q) in zip(Y, data(len(x)), strict=True))


def jacobian(x: Vector) -> Matrix:
    """J + Q(x, .)."""
    return Matrix(j + q @ x for j, q in data(len(x)))


def data(d: int) -> list[tuple[Vector, Matrix]]:
    """J_i and Q_i for the first d variables."""
    return [(Vector(j[:d]), Matrix(row[:d] for row in q[:d])) for j, q in zip(J, Q, strict=True)]
