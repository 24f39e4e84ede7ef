"""DNSAM and the equations of SAM, USAM and DNSAM on least squares in 80-digit decimals, on lists and with loops.

The terms are f_i(x) = (a_i'x - b_i)^2 / 2, so g_i = r_i a_i and H_i v = (a_i'v) a_i.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from refimpl.problems import LeastSquares

Vector = list[Decimal]

ROWS, TARGETS, START = ((1, 2), (-1, 1), (2, 1)), (1, -2, 4), (2, -1)
N, D = len(ROWS), len(START)


def problem() -> Any:
    """The instance as a problem of this library."""
    return LeastSquares(np.array(ROWS, float), np.array(TARGETS, float))


def start() -> np.ndarray:
    """The start as an array."""
    return np.array(START, float)


def gradients(x: Vector) -> list[Vector]:
    """All g_i."""
    residuals = [sum((a * v for a, v in zip(row, x)), Decimal(0)) - b for row, b in zip(ROWS, TARGETS)]
    return [[r * a for a in row] for r, row in zip(residuals, ROWS)]


def length(v: Vector) -> Decimal:
    """Euclidean norm."""
    return sum((w * w for w in v), Decimal(0)).sqrt()


def mean(rows: list[Vector]) -> Vector:
    """Mean of the rows."""
    return [sum((row[j] for row in rows), Decimal(0)) / N for j in range(D)]


def radius_of_sam(rho: Decimal, g: Vector, full: Vector) -> Decimal:
    """rho / |g_i|."""
    return rho / length(g)


def radius_of_usam(rho: Decimal, g: Vector, full: Vector) -> Decimal:
    """rho."""
    return rho


def radius_of_dnsam(rho: Decimal, g: Vector, full: Vector) -> Decimal:
    """rho / |g|."""
    return rho / length(full)


def sde(
    radius: Callable[..., Decimal], h: Decimal, eta: Decimal, rho: Decimal, steps: int, seed: int
) -> list[Vector]:
    """Euler-Maruyama: x - h mean G + sqrt(h eta / n) sum (xi - mean xi) G, G_i = g_i + radius (a_i'g_i) a_i."""
    rng, found = np.random.default_rng(seed), []
    with localcontext() as context:
        context.prec = 80
        x = [Decimal(v) for v in START]
        for _ in range(steps):
            single, G = gradients(x), []
            full = mean(single)
            for g, row in zip(single, ROWS):
                slope = radius(rho, g, full) * sum((a * w for a, w in zip(row, g)), Decimal(0))
                G.append([w + slope * a for w, a in zip(g, row)])
            xi = [Decimal(float(v)) for v in rng.standard_normal(N)]
            centre = sum(xi, Decimal(0)) / N
            noise = [sum(((z - centre) * row[j] for z, row in zip(xi, G)), Decimal(0)) for j in range(D)]
            size = (h * eta / N).sqrt()
            x = [v - h * w + size * s for v, w, s in zip(x, mean(G), noise)]
            found.append(x)
    return found


def dnsam(eta: Decimal, rho: Decimal, steps: int, seed: int) -> list[Vector]:
    """x - eta grad f_i(x + rho g_i / |g|) with the indices that NumPy's generator draws."""
    rng, found = np.random.default_rng(seed), []
    with localcontext() as context:
        context.prec = 80
        x = [Decimal(v) for v in START]
        for _ in range(steps):
            i, single = int(rng.integers(0, N)), gradients(x)
            reach = rho / length(mean(single))
            moved = gradients([v + reach * w for v, w in zip(x, single[i])])[i]
            x = [v - eta * w for v, w in zip(x, moved)]
            found.append(x)
    return found
