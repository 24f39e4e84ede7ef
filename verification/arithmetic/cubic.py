"""The minimiser of the cubic model in the plane, by bisection on the shift and Cramer's rule in decimals."""

from __future__ import annotations

import functools
from decimal import Decimal, localcontext

import numpy as np

from refimpl.problems import AffineImage, LogQuadratic
from verification.arithmetic.newton import Matrix, Vector, solve

HALVINGS = 300  # 80 digits are 266 bits


def minimiser(H: Matrix, g: Vector, M: Decimal) -> Vector:
    """argmin <g, h> + h'Hh/2 + (M/6) |h|^3 where g is not orthogonal to the lowest eigenvector of H (2 x 2)."""
    half, middle = (H[0][0] - H[1][1]) / 2, (H[0][0] + H[1][1]) / 2
    least = middle - (half * half + H[0][1] * H[0][1]).sqrt()
    size = (g[0] * g[0] + g[1] * g[1]).sqrt()
    low = max(-least, Decimal(0))
    high = low + (M * size / 2).sqrt()  # there |h| <= |g|/(high - low) = 2 (high - low)/M <= 2 high/M
    for _ in range(HALVINGS):
        s = (low + high) / 2
        h = shifted(H, g, s)
        if h[0] * h[0] + h[1] * h[1] > (2 * s / M) ** 2:
            low = s
        else:
            high = s
    return [-v for v in shifted(H, g, high)]


def shifted(H: Matrix, g: Vector, s: Decimal) -> Vector:
    """(H + s I)^{-1} g."""
    return solve([[H[0][0] + s, H[0][1]], [H[1][0], H[1][1] + s]], g)


def derivatives(x: Vector) -> tuple[Vector, Matrix]:
    """Gradient and Hessian of log(1 + (x + y)^2) + log(1 + y^2)."""
    u = (x[0] + x[1], x[1])
    g = [2 * v / (1 + v * v) for v in u]
    c, e = (2 * (1 - v * v) / (1 + v * v) ** 2 for v in u)
    return [g[0], g[0] + g[1]], [[c, c], [c, c + e]]


def sheared() -> AffineImage:
    """The function of `derivatives`: its Hessian is indefinite away from 0, and not diagonal."""
    return AffineImage(LogQuadratic(2), np.array([[1.0, 1.0], [0.0, 1.0]]))


@functools.cache
def path(start: tuple[float, float], M: int, period: int, steps: int) -> list[Vector]:
    """x_1, ..., x_steps of lazy cubic Newton on the sheared function, to about 75 digits."""
    x, found = [Decimal(v) for v in start], []
    with localcontext() as context:
        context.prec = 80
        _, H = derivatives(x)
        for k in range(steps):
            g, fresh = derivatives(x)
            H = fresh if k % period == 0 else H
            x = [a + b for a, b in zip(x, minimiser(H, g, Decimal(M)))]
            found.append(x)
    return found
