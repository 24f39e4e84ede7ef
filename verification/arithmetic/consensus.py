"""Consensus points and the methods around them by decimal list arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext

Vector = list[Decimal]
A = ((2, 1), (1, 3))
B = (1, -2)
START = (1, -1)
OFFSETS = ((0.5, 0.25), (-1, 0.5), (0.25, -0.75))
# four steps of three particles in the plane, in quarters
NORMALS = (
    (1, -0.5), (0.25, 1.5), (-0.75, 2), (0.5, -1), (-1.25, 0.25), (1, 0.75),
    (-0.5, -0.25), (2, 1), (0.75, -1.5), (-1, 0.5), (0.25, 0.25), (1.5, -0.75),
)  # fmt: skip
DIGITS = 80


def value(x: Vector) -> Decimal:
    """x'Ax/2 - b'x."""
    return sum(
        (v * (sum((a * w for a, w in zip(row, x)), Decimal(0)) / 2 - b) for v, row, b in zip(x, A, B)),
        Decimal(0),
    )


def consensus(points: Sequence[Vector], sharpness: Decimal) -> Vector:
    """sum exp(-a E_i) X_i / sum exp(-a E_i); decimal exponents need no shift."""
    weights = [(-sharpness * value(x)).exp() for x in points]
    total = sum(weights, Decimal(0))
    return [sum((w * v for w, v in zip(weights, column)), Decimal(0)) / total for column in zip(*points)]


def draws(steps: int) -> list[list[Vector]]:
    """Three normal vectors for each step."""
    rows = [[Decimal(v) for v in row] for row in NORMALS]
    return [rows[3 * k : 3 * k + 3] for k in range(steps)]


def cbo(
    sharpness: float, drift: float, noise: float, time_step: float, anisotropic: bool, steps: int = 4
) -> list[Vector]:
    """Consensus points of the particles before each step."""
    with localcontext() as context:
        context.prec = DIGITS
        a, lam, sigma, dt = map(Decimal, (sharpness, drift, noise, time_step))
        cloud = [[Decimal(s) + Decimal(o) for s, o in zip(START, row)] for row in OFFSETS]
        found = []
        for z in draws(steps):
            v = consensus(cloud, a)
            away = [[p - c for p, c in zip(x, v)] for x in cloud]
            size = [u if anisotropic else [sum((c * c for c in u), Decimal(0)).sqrt()] * 2 for u in away]
            cloud = [
                [p - lam * dt * u + sigma * dt.sqrt() * s * n for p, u, s, n in zip(*rows)]
                for rows in zip(cloud, away, size, z)
            ]
            found.append(v)
        return found


def hopping(sharpness: float, spread: float, steps: int = 4) -> list[Vector]:
    """x_1, x_2, ... from three particles."""
    with localcontext() as context:
        context.prec = DIGITS
        x, found = [Decimal(v) for v in START], []
        for z in draws(steps):
            x = consensus(
                [[p + Decimal(spread) * n for p, n in zip(x, row)] for row in z], Decimal(sharpness)
            )
            found.append(x)
        return found
