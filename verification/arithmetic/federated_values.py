"""Federated zeroth-order rounds on second-order regression by decimal list arithmetic: independent of the library."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, localcontext
from functools import cache

import numpy as np

from refimpl.problems import QuadraticRegression

Vector = list[Decimal]
A = ((1.0, 1.0), (1.0, -2.0), (2.0, 0.5))
B = (1.0, -0.5, 2.0)
Q = ((0.5, 0.25), (-0.25, 0.5), (0.25, -0.75))  # diagonals
START = (0.5, -0.75)
NORMALS = tuple(
    ((k * 37) % 23 - 11) / 8 for k in range(1, 81)
)  # eighths within 11/8, no two neighbours alike
DIGITS = 200  # the first rounds are dyadic numbers of up to 150 digits, which balls hold exactly


def problem() -> QuadraticRegression:
    """The same losses for the library."""
    return QuadraticRegression(-np.array(B), np.array(A), np.vstack([np.diag(q) for q in Q]))


def value(x: Vector, i: int) -> Decimal:
    """n (a_i'x - b_i + x'Q_i x/2)^2/2 with n = 3."""
    terms = (Decimal(a) * v + Decimal(q) * v * v / 2 for a, q, v in zip(A[i], Q[i], x))
    r = sum(terms, -Decimal(B[i]))
    return 3 * r * r / 2


def _estimate(x: Vector, i: int, stream: Iterator[float], smoothing: Decimal) -> Vector:
    z = [Decimal(next(stream)) for _ in x]
    ahead, behind = ([v + sign * smoothing * w for v, w in zip(x, z)] for sign in (1, -1))
    s = (value(ahead, i) - value(behind, i)) / (2 * smoothing)
    return [s * w for w in z]


@cache
def two_point(
    step: float, smoothing: float, local: int, proximity: float, correction: float, rounds: int
) -> list[Vector]:
    """x_1, x_2, ... of rounds on two-point estimates from the draws NORMALS."""
    with localcontext() as context:
        context.prec = DIGITS
        stream, c = iter(NORMALS), Decimal(smoothing)
        x, found, N = [Decimal(v) for v in START], [], len(A)
        for _ in range(rounds):
            controls = [_estimate(x, i, stream, c) for i in range(N)]
            mean = [sum(column, Decimal(0)) / N for column in zip(*controls)]
            ends = []
            for i in range(N):
                w = x
                for _ in range(local):
                    g = _estimate(w, i, stream, c)
                    pull = [Decimal(proximity) * (v - u) for v, u in zip(w, x)]
                    turn = [Decimal(correction) * (m - own) for m, own in zip(mean, controls[i])]
                    w = [v - Decimal(step) * (a + b + t) for v, a, b, t in zip(w, g, pull, turn)]
                ends.append(w)
            x = [sum(column, Decimal(0)) / N for column in zip(*ends)]
            found.append(x)
        return found
