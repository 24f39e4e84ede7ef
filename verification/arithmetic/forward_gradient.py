"""Forward gradients by list arithmetic over the rationals, from directions that are given."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

Vector = list[Fraction]
A = ((3, 1, 0), (1, 2, -1), (0, -1, 4))
B = (1, -2, 3)
START = (2, -1, 1)
STEP = Fraction(1, 32)
# five steps of two directions: normal draws in quarters, and coins for directions of signs
NORMALS = (
    (1, -0.5, 0.25), (-0.75, 1.5, 2), (0.5, 0.5, -1), (2, 0.25, 1), (-1.25, -1, 0.5),
    (0.75, -2, 0.25), (1.5, 1, -0.5), (-0.25, 0.5, 1.75), (1, 1, 1), (-0.5, 2, -1.5),
)  # fmt: skip
COINS = (
    (0, 1, 1),
    (1, 0, 1),
    (1, 1, 1),
    (0, 0, 1),
    (1, 0, 0),
    (0, 1, 0),
    (1, 1, 0),
    (0, 0, 0),
    (1, 1, 1),
    (0, 1, 1),
)


def gradient(x: Vector) -> Vector:
    """Ax - b."""
    return [sum((a * v for a, v in zip(row, x)), Fraction(-b)) for row, b in zip(A, B)]


def along(p: Vector, v: Vector) -> Vector:
    """(p'v) v."""
    slope = sum((a * b for a, b in zip(p, v)), Fraction(0))
    return [slope * b for b in v]


def on_sphere(p: Vector, v: Vector) -> Vector:
    """d (p'v) v/|v|^2, which is that of the direction sqrt(d) v/|v|."""
    square = sum((b * b for b in v), Fraction(0))
    return [len(v) * g / square for g in along(p, v)]


def normals() -> list[Vector]:
    """The normal draws."""
    return [[Fraction(v) for v in row] for row in NORMALS]


def signs() -> list[Vector]:
    """2 coin - 1."""
    return [[Fraction(2 * c - 1) for c in row] for row in COINS]


def iterates(
    directions: Sequence[Vector], each: int, estimate: Callable[[Vector, Vector], Vector] = along
) -> list[Vector]:
    """x_1, x_2, ...: `each` directions per step, averaged."""
    x, found = [Fraction(v) for v in START], []
    for k in range(0, len(directions), each):
        p = gradient(x)
        g = [
            sum(column, Fraction(0)) / each
            for column in zip(*(estimate(p, v) for v in directions[k : k + each]))
        ]
        x = [a - STEP * b for a, b in zip(x, g)]
        found.append(x)
    return found


def value(x: Vector) -> Fraction:
    """x'Ax/2 - b'x."""
    return sum((v * (p - b) for v, p, b in zip(x, gradient(x), B)), Fraction(0)) / 2


def rounded(v: Fraction, spacing: Fraction) -> Fraction:
    """The nearest multiple, halves upwards."""
    return spacing * ((2 * v + spacing) // (2 * spacing))


def fixed_point_iterates(
    directions: Sequence[Vector], each: int, smoothing: Fraction, spacing: Fraction, signed: bool
) -> list[Vector]:
    """As `iterates`, from differences of rounded values or from their signs."""
    x, found = [Fraction(v) for v in START], []
    for k in range(0, len(directions), each):
        g = [Fraction(0)] * len(x)
        for z in directions[k : k + each]:
            ahead, behind = (
                rounded(value([a + side * smoothing * b for a, b in zip(x, z)]), spacing) for side in (1, -1)
            )
            slope = (ahead - behind) / (2 * smoothing)
            if signed:
                slope = Fraction((slope > 0) - (slope < 0))
            g = [a + slope * b / each for a, b in zip(g, z)]
        x = [a - STEP * b for a, b in zip(x, g)]
        found.append(x)
    return found
