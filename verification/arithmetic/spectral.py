"""Estimators of spectra by decimal list arithmetic, on a quartic in four variables: independent of the library."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.problems.ridge_polynomial import RidgePolynomial
from verification.vectors.second_way.decimals import Matrix, Vector, norm, precise, unit

A = ((4, 1, 0, -1), (1, 3, -1, 0), (0, -1, 2, 1), (-1, 0, 1, 2))
W = ((1, 0, 1, -1), (-1, 2, 0.5, 1))
CUBIC, QUARTIC = (-3.0, -0.5), (0.5, 0.25)
POINT = (0.5, -1.0, 2.0, 0.25)
START = (2.0, -1.0, 0.5, 1.0)
# rows of draws: their signs are the probes
NORMALS = ((0.5, -1.25, 2.0, 0.25), (-0.75, -0.5, 1.0, 0.125), (1.5, 0.25, -2.0, -1.0), (0.5, 1.0, 0.75, -0.25),
           (-1.0, 0.25, -0.5, 1.75))  # fmt: skip


def quartic() -> RidgePolynomial:
    """x'Ax/2 + sum (c u^3/6 + a u^4/12), u = Wx, with the data above; at POINT a negative eigenvalue leads."""
    return RidgePolynomial(*(np.array(data, float) for data in (A, W, CUBIC, QUARTIC)))


def hessian(point: Iterable[float | Decimal] = POINT) -> Matrix:
    """A + sum (c u + a u^2) w w', exact."""
    H, x = Matrix(A), Vector(point)
    for row, c, a in zip(W, CUBIC, QUARTIC):
        w = Vector(row)
        u = w @ x
        weight = Decimal(c) * u + Decimal(a) * u * u
        H = H + weight * Matrix([[p * q for q in w] for p in w])
    return H


def power(steps: int) -> list[list[Decimal]]:
    """x_1, ..., x_steps of power iteration from START: powers of H first, one normalisation at the end."""
    found, y = [], Vector(START)
    with precise():
        for _ in range(steps):
            y = hessian() @ y
            found.append(list(unit(y)))
    return found


def lanczos(steps: int) -> list[list[Decimal]]:
    """x_1, ..., x_steps of Lanczos' method from START by the three-term recurrence; it stays once the basis is full."""
    found = []
    with precise():
        before, beta, q = Vector([0] * 4), Decimal(0), unit(Vector(START))
        for k in range(steps):
            if k < 3:
                w = hessian() @ q
                w = w - (q @ w) * q - beta * before
                before, beta, q = q, norm(w), unit(w)
            found.append(list(q))
    return found


def hutchinson(normals: Sequence[Sequence[float]] = NORMALS) -> list[list[Decimal]]:
    """x_1, x_2, ...: means of z*(Hz) over the first probes, sums first, one division at the end."""
    found, total = [], Vector([0] * 4)
    with precise():
        for k, row in enumerate(normals, 1):
            z = Vector(1 if v > 0 else -1 for v in row)
            total = total + Vector(a * b for a, b in zip(z, hessian() @ z))
            found.append(list(total / Decimal(k)))
    return found


def quadrature(grid: Sequence[float], width: float) -> list[list[Decimal]]:
    """x_1, x_2, ... of stochastic Lanczos quadrature with two nodes, from the moments of each probe.

    The nodes are the roots of t^2 - p t + q, orthogonal to 1 and t under the measure with moments mu_j = z'H^j z / 4:
    mu_2 - p mu_1 + q = 0 and mu_3 - p mu_2 + q mu_1 = 0. The weights have the sum 1 and the mean mu_1.
    """
    found, total = [], Vector([0] * 4)
    with precise():
        for k, row in enumerate(NORMALS, 1):
            z = Vector(1 if v > 0 else -1 for v in row)
            y = hessian() @ z
            m1, m2, m3 = (z @ y) / 4, (y @ y) / 4, (y @ (hessian() @ y)) / 4
            p = (m3 - m1 * m2) / (m2 - m1 * m1)
            q = p * m1 - m2
            root = (p * p / 4 - q).sqrt()
            low, high = p / 2 - root, p / 2 + root
            weights = {low: (high - m1) / (high - low), high: (m1 - low) / (high - low)}
            total = total + Vector(
                sum(
                    (tau * gaussian(Decimal(t) - theta, Decimal(width)) for theta, tau in weights.items()),
                    Decimal(0),
                )
                for t in grid
            )
            found.append(list(total / Decimal(k)))
    return found


def gaussian(t: Decimal, width: Decimal) -> Decimal:
    """Density of N(0, width^2) at t."""
    return (-t * t / (2 * width * width)).exp() / (width * (2 * pi()).sqrt())


def pi() -> Decimal:
    """16 arctan(1/5) - 4 arctan(1/239), by Machin."""

    def arctan_of_inverse(n: int) -> Any:
        terms = (Decimal((-1) ** k) / ((2 * k + 1) * Decimal(n) ** (2 * k + 1)) for k in range(80))
        return sum(terms, Decimal(0))

    return 16 * arctan_of_inverse(5) - 4 * arctan_of_inverse(239)
