"""Newton's ingredients for a quartic in the plane, by Cramer's rule in decimals: independent of the library."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from refimpl.problems.ridge_polynomial import RidgePolynomial

A = ((3, 1), (1, 2))
W = ((1, 2), (-1, 1))
CUBIC = (Decimal("0.5"), Decimal("-0.25"))
QUARTIC = (Decimal(1), Decimal("0.5"))

Vector = list[Decimal]
Matrix = list[list[Decimal]]


def plane_quartic() -> RidgePolynomial:
    """x'Ax/2 + sum (c u^3/6 + a u^4/12), u = Wx, with the data above; neither A nor W is diagonal."""
    return RidgePolynomial(
        np.array(A, float), np.array(W, float), np.array(CUBIC, float), np.array(QUARTIC, float)
    )


def derivatives(x: Vector) -> tuple[Vector, Matrix]:
    """Gradient and Hessian of the plane quartic, in the precision of the current context."""
    g = [sum((a * v for a, v in zip(row, x)), Decimal(0)) for row in A]
    H = [[Decimal(a) for a in row] for row in A]
    for w, c, a in zip(W, CUBIC, QUARTIC):
        u = w[0] * x[0] + w[1] * x[1]
        slope, curvature = c * u**2 / 2 + a * u**3 / 3, c * u + a * u**2
        for i in range(2):
            g[i] += slope * w[i]
            for j in range(2):
                H[i][j] += curvature * w[i] * w[j]
    return g, H


def solve(H: Matrix, v: Vector) -> Vector:
    """H^{-1} v for a 2 x 2 matrix."""
    (h00, h01), (h10, h11) = H
    determinant = h00 * h11 - h01 * h10
    return [(h11 * v[0] - h01 * v[1]) / determinant, (h00 * v[1] - h10 * v[0]) / determinant]


def newton(x: Vector) -> tuple[Vector, Decimal]:
    """H(x)^{-1} g(x) and g'H^{-1}g of the plane quartic."""
    g, H = derivatives(x)
    n = solve(H, g)
    return n, g[0] * n[0] + g[1] * n[1]
