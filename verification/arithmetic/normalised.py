"""Newton with gradient-normalised smoothness in decimals, on robust regression and on quadratic residuals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal

import numpy as np

from refimpl.problems import RobustRegression
from verification.arithmetic import polyak, quadratic_residuals
from verification.vectors.second_way.decimals import Matrix, Vector, identity, precise, solve

Parts = Callable[[Vector], tuple[Decimal, Vector, Matrix]]  # value, gradient and curvature


def robust() -> RobustRegression:
    """Three rows in the plane, as for Polyak steps."""
    return RobustRegression(np.array(polyak.ROWS), np.array(polyak.SIDES))


def fisher(x: Vector) -> tuple[Decimal, Vector, Matrix]:
    """Of the mean of t^2/(1 + t^2), t = a_i'x - b_i."""
    value, g, A = Decimal(0), 0 * x, Decimal(0) * identity(2)
    for row, side in zip(polyak.ROWS, polyak.SIDES):
        a = Vector(row)
        t = a @ x - Decimal(side)
        slope = 2 * t / (1 + t * t) ** 2
        value, g = value + t * t / (1 + t * t) / 3, g + slope / 3 * a
        A = A + slope * slope / 3 * Matrix(v * a for v in a)
    return value, g, A


def gauss_newton(x: Vector) -> tuple[Decimal, Vector, Matrix]:
    """Of half the squared norm of four quadratic residuals."""
    z, J = quadratic_residuals.residual(x), quadratic_residuals.jacobian(x)
    columns = J.T.rows
    return z @ z / 2, Vector(c @ z for c in columns), Matrix(Vector(c @ d for d in columns) for c in columns)


def normalised(
    parts: Parts, start: Sequence[float], radius: float, count: int
) -> tuple[list[list[Decimal]], list[int]]:
    """x_1, x_2, ... and the rejected trials of every step."""
    found, rejected = [], []
    with precise():
        x, gamma = Vector(start), Decimal(radius)
        for _ in range(count):
            value, g, A = parts(x)
            size = (g @ g).sqrt()
            for _trial in range(30):
                shift = size / gamma
                after = x - solve(A + shift * identity(len(x)), g)
                reached, turned, _ = parts(after)
                if 8 * shift * (value - reached) >= turned @ turned:
                    break
                gamma /= 2
            x, gamma = after, 2 * gamma
            found.append(list(x))
            rejected.append(_trial)
    return found, rejected
