"""Momentum along one eigenvector of a quadratic: powers of a 2 x 2 matrix, in fractions."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise


def heavy_ball(mu: Fraction, s: Fraction, h: Fraction, steps: int) -> list[Fraction]:
    """x_1, ..., x_steps from x_0 = 1: (x_t, x_{t-1}) = A^t (1, 1), A = [[1 + mu - s h, -mu], [1, 0]]."""
    return [a + b for a, b in _first_rows(1 + mu - s * h, -mu, steps)]


def nesterov(mu: Fraction, s: Fraction, h: Fraction, steps: int) -> list[Fraction]:
    """x_1, ..., x_steps from x_0 = 1, the points of extrapolation.

    x_t = (1 + mu) p_t - mu p_{t-1} with (p_t, p_{t-1}) = A^t (1, 1), A = (1 - s h) times [1 + mu, -mu] above [1, 0].
    """
    kept = 1 - s * h
    p = [Fraction(1), *(a + b for a, b in _first_rows((1 + mu) * kept, -mu * kept, steps))]
    return [(1 + mu) * new - mu * old for old, new in pairwise(p)]


def _first_rows(a: Fraction, b: Fraction, steps: int) -> list[tuple[Fraction, Fraction]]:
    """First rows of the powers 1, ..., steps of [[a, b], [1, 0]]."""
    row, rows = (Fraction(1), Fraction(0)), []
    for _ in range(steps):
        row = (row[0] * a + row[1], row[0] * b)
        rows.append(row)
    return rows
