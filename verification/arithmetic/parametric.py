"""GO-UCB in decimals: regression by Newton to the end, ellipsoids by elimination, log det by expansion."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from functools import cache
from math import cos, pi, sin

from verification.arithmetic.gaussian_process import solve

Vector = list[Decimal]
DIGITS = 60
# points near a circle, the first one is the start; what is asked in phase I, and the noise, in eighths
POINTS = tuple(
    (round(64 * cos(2 * pi * k / 41 + 0.1)) / 64, round(64 * sin(2 * pi * k / 41 + 0.1)) / 64)
    for k in range(41)
)
DRAWN = (0, 31, 16, 3, 27, 12)
NOISE = (3, -5, 2, 6, -4, 1, -7, 5, 0, -2, 4, -6, 7, -1, -3, 2, 5, -5, 1, 3, -2, 6, -4, 0, 7, -6, 2, 4)
TRUTH = (0.75, -0.5)


def dot(a: Sequence[Decimal], b: Sequence[Decimal]) -> Decimal:
    """a'b."""
    return sum((v * w for v, w in zip(a, b)), Decimal(0))


def tanh(u: Decimal) -> Decimal:
    """(e^2u - 1)/(e^2u + 1)."""
    e = (2 * u).exp()
    return (e - 1) / (e + 1)


def link(u: Decimal, bend: Decimal) -> Decimal:
    """u + bend tanh(u)."""
    return u + bend * tanh(u)


def slope(u: Decimal, bend: Decimal) -> Decimal:
    """1 + 4 bend/(e^u + e^-u)^2."""
    return 1 + 4 * bend / (u.exp() + (-u).exp()) ** 2


def grown(ridge: Decimal, rows: list[Vector]) -> list[Vector]:
    """ridge I + sum g g'."""
    return [[sum((g[i] * g[j] for g in rows), ridge * (i == j)) for j in range(2)] for i in range(2)]


def regressed(asked: list[Vector], values: Vector, bend: Decimal, ridge: Decimal) -> Vector:
    """Where the gradient of |y - h|^2/2 + ridge |w|^2/2 vanishes, by 40 steps that are exact for bend = 0."""
    w = [Decimal(0), Decimal(0)]
    for _ in range(40):
        rows = [[slope(dot(p, w), bend) * v for v in p] for p in asked]
        gaps = [y - link(dot(p, w), bend) for p, y in zip(asked, values)]
        right = [sum((g[i] * e for g, e in zip(rows, gaps)), -ridge * w[i]) for i in range(2)]
        w = [v + s for v, s in zip(w, solve(grown(ridge, rows), right))]
    return w


@cache
def go_ucb(
    bend: float, exploration: int, ridge: float, width: float, noise: float, failure: float, steps: int
) -> list[Vector]:
    """x_1, x_2, ... on POINTS."""
    with localcontext() as context:
        context.prec = DIGITS
        h, lam, points = Decimal(bend), Decimal(ridge), [[Decimal(v) for v in p] for p in POINTS]
        truth, w0 = [Decimal(v) for v in TRUTH], [Decimal(0)] * 2
        found: list[Vector] = []
        values: Vector = []
        for k in range(steps):
            if k < exploration:
                x = points[DRAWN[k]]
            else:
                past = found[exploration:]
                rows = [[slope(dot(p, w0), h) * v for v in p] for p in past]
                gaps = [y - link(dot(p, w0), h) for p, y in zip(past, values[exploration:])]
                S = grown(lam, rows)
                score = [sum((g[i] * e for g, e in zip(rows, gaps)), Decimal(0)) for i in range(2)]
                w = [v + s for v, s in zip(w0, solve(S, score))]
                det = (S[0][0] * S[1][1] - S[0][1] * S[1][0]) / lam**2
                r = Decimal(width) + Decimal(noise) * (det.ln() - 2 * Decimal(failure).ln()).sqrt()
                x = min(points, key=lambda p: dot(p, w) - r * dot(p, solve(S, p)).sqrt())
            found.append(x)
            values.append(link(dot(x, truth), h) + Decimal(NOISE[k]) / 8)
            if k + 1 == exploration:
                w0 = regressed(found, values, h, lam)
        return found
