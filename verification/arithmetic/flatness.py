"""Largest values in a ball without this library: ascents in decimals, and quadratics by the secular equation."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import Any

import numpy as np

from verification.arithmetic.gam import DIGITS, Oracle
from verification.arithmetic.newton import Vector


def ascents(
    oracle: Oracle, order: int, center: Sequence[str], start: Sequence[int], steps: int, rho: str, shift: str
) -> list[Vector]:
    """x_1, ..., x_steps of x <- w + rho G/|G|, G = v + shift (x - w), v = g (order 0) or H g (order 1)."""
    found = []
    with localcontext() as context:
        context.prec = DIGITS
        w, x = [Decimal(v) for v in center], [Decimal(v) for v in start]
        for _ in range(steps):
            g, H = oracle(x)
            v = g if order == 0 else [sum((h * b for h, b in zip(row, g)), Decimal(0)) for row in H]
            G = [a + Decimal(shift) * (b - c) for a, b, c in zip(v, x, w)]
            size = sum((a * a for a in G), Decimal(0)).sqrt()
            x = [a + Decimal(rho) * b / size for a, b in zip(w, G)]
            found.append(x)
    return found


def scaled_ascents(
    oracle: Oracle, center: Sequence[str], scale: Sequence[str], start: Sequence[int], steps: int, rho: str
) -> list[Vector]:
    """x_1, ..., x_steps of x <- w + rho c^2 * g/|c * g|, g = grad f(x)."""
    found = []
    with localcontext() as context:
        context.prec = DIGITS
        w, c, x = [Decimal(v) for v in center], [Decimal(v) for v in scale], [Decimal(v) for v in start]
        for _ in range(steps):
            u = [a * b for a, b in zip(c, oracle(x)[0])]
            size = sum((a * a for a in u), Decimal(0)).sqrt()
            x = [a + Decimal(rho) * b * v / size for a, b, v in zip(w, c, u)]
            found.append(x)
    return found


def largest_on_ball(M: Any, b: Any, rho: float) -> float:
    """max b'd + d'Md/2 over |d| <= rho, M symmetric: the dual value at the root of the secular equation.

    d = (nu I - M)^{-1} b with nu >= 0, nu I >= M and |d| = rho; (nu rho^2 + b'(nu I - M)^{-1} b)/2 bounds the maximum
    from above for every such nu. Where |d| < rho at the least nu (the hard case) a multiple of the top eigenvector
    fills d up; where that nu is 0 the maximum lies inside.
    """
    m, V = np.linalg.eigh(np.asarray(M, float))
    c = V.T @ np.asarray(b, float)
    least = max(0.0, m[-1])

    def dual(nu: float) -> float:
        told = np.abs(c) > 1e-14 * np.linalg.norm(c)
        return float(nu * rho**2 + np.sum(c[told] ** 2 / (nu - m[told]))) / 2

    def length(nu: float) -> float:
        told = np.abs(c) > 1e-14 * np.linalg.norm(c)
        gaps = nu - m[told]
        return float(np.linalg.norm(c[told] / gaps)) if (gaps > 0).all() else np.inf

    if length(least) <= rho:
        return dual(least)
    low, high = least, least + float(np.linalg.norm(c)) / rho
    while low < (nu := low + (high - low) / 2) < high:
        low, high = (nu, high) if length(nu) > rho else (low, nu)
    return dual(high)
