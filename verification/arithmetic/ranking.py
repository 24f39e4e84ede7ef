"""Directions and steps from rankings by list arithmetic over the rationals, by sorting."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

Vector = list[Fraction]
A = ((2, 1), (1, 3))
B = (1, -2)
START = (3, -1)
# five steps of four candidates in the plane, in quarters
NORMALS = (
    (1, -0.5), (0.25, 1.5), (-0.75, 2), (0.5, -1), (-1.25, 0.25), (1, 0.75), (-0.5, -0.25), (2, 1), (0.75, -1.5),
    (-1, 0.5), (0.25, 0.25), (1.5, -0.75), (-0.25, 1), (1.25, 0.5), (0.75, 1.75), (-2, -0.5), (0.5, 0.5), (-1.5, 1),
    (1, 1.25), (-0.5, -1.75),
)  # fmt: skip


def value(x: Vector) -> Fraction:
    """x'Ax/2 - b'x."""
    return sum(
        (v * (sum((a * w for a, w in zip(row, x)), Fraction(0)) / 2 - b) for v, row, b in zip(x, A, B)),
        Fraction(0),
    )


def direction(x: Vector, xi: Sequence[Vector], smoothing: Fraction, best: int) -> Vector:
    """Mean over the pairs (better, worse) of a sorted list whose better one is among its first."""
    ordered = sorted(xi, key=lambda z: value([a + smoothing * b for a, b in zip(x, z)]))
    pairs = [(i, j) for i, j in combinations(range(len(xi)), 2) if i < best]
    return [
        sum((ordered[j][c] - ordered[i][c] for i, j in pairs), Fraction(0)) / len(pairs)
        for c in range(len(x))
    ]


def iterates(
    step: Fraction,
    smoothing: Fraction,
    m: int,
    best: int,
    steps: int,
    search: tuple[Fraction, int] | None = None,
) -> list[Vector]:
    """x_1, x_2, ...; with `search` (gamma, l) the best of x and l shorter and shorter steps."""
    x, found = [Fraction(v) for v in START], []
    rows = [[Fraction(v) for v in row] for row in NORMALS]
    for k in range(steps):
        g = direction(x, rows[m * k : m * k + m], smoothing, best)
        lengths = (
            [step] if search is None else [Fraction(0), *(step * search[0] ** j for j in range(search[1]))]
        )
        x = min(([a - s * b for a, b in zip(x, g)] for s in lengths), key=value)
        found.append(x)
    return found
