"""Gaussian-process posteriors and ZOPO by decimal list arithmetic: Gaussian elimination, no gradients by formula."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from functools import cache

Vector = list[Decimal]
A = ((2, 1), (1, 4))
B = (1, -2)
START = (1, -1)
LOWER, UPPER = (-1.5, -1.25), (1.125, 1)
NORMALS = (
    -0.75, -0.25, 1.75, 0.75, -1.75, 0.0, -0.5, 0.25, -1.5, 0.25, 0.25, 1.5,
    0.25, 0.5, -1.5, 2.25, -2.0, 1.0, -0.25, -1.0, -0.75, -0.75, 0.5, 0.0,
    1.5, -1.75, 0.0, -1.0, 0.75, -2.0, -0.25, 0.25, -1.5, 1.0, 0.25, 1.0,
    1.0, -1.0, -0.75, -0.25, 0.75, 0.75, -0.75, -0.5, -0.75, -0.5, -0.25, -0.25,
)  # fmt: skip
DIGITS = 90
H = Decimal(10) ** -25  # of central differences: an error of about 1e-50, and 1e-65 from rounding


def value(x: Sequence[Decimal]) -> Decimal:
    """x'Ax/2 - b'x."""
    rows = (v * (sum((a * w for a, w in zip(row, x)), Decimal(0)) / 2 - b) for v, row, b in zip(x, A, B))
    return sum(rows, Decimal(0))


def solve(matrix: list[Vector], right: Vector) -> Vector:
    """The solution of a positive definite system, by elimination without pivots."""
    rows = [[*row, r] for row, r in zip(matrix, right)]
    n = len(rows)
    for i in range(n):
        for j in range(i + 1, n):
            factor = rows[j][i] / rows[i][i]
            rows[j] = [v - factor * w for v, w in zip(rows[j], rows[i])]
    found = [Decimal(0)] * n
    for i in reversed(range(n)):
        found[i] = (rows[i][n] - sum((rows[i][j] * found[j] for j in range(i + 1, n)), Decimal(0))) / rows[i][
            i
        ]
    return found


def kernel(x: Vector, z: Vector, lengthscale: Decimal) -> Decimal:
    """exp(-|x - z|^2 / (2 l^2))."""
    return (-sum(((a - b) ** 2 for a, b in zip(x, z)), Decimal(0)) / (2 * lengthscale**2)).exp()


def _moved(x: Vector, i: int, h: Decimal) -> Vector:
    return [v + h if j == i else v for j, v in enumerate(x)]


def gradient(points: list[Vector], values: Vector, x: Vector, lengthscale: Decimal, noise: Decimal) -> Vector:
    """Central differences of the posterior mean."""
    weights = solve(_gram(points, lengthscale, noise), values)

    def mean(at: Vector) -> Decimal:
        return sum((w * kernel(at, p, lengthscale) for w, p in zip(weights, points)), Decimal(0))

    return [(mean(_moved(x, i, H)) - mean(_moved(x, i, -H))) / (2 * H) for i in range(len(x))]


def variance(points: list[Vector], x: Vector, lengthscale: Decimal, noise: Decimal) -> Decimal:
    """Sum over the axes of the posterior variance of [f(x + h e_i) - f(x - h e_i)] / 2h."""
    total, gram = Decimal(0), _gram(points, lengthscale, noise)
    for i in range(len(x)):
        ahead, behind = _moved(x, i, H), _moved(x, i, -H)
        with_data = [
            (kernel(ahead, p, lengthscale) - kernel(behind, p, lengthscale)) / (2 * H) for p in points
        ]
        explained = solve(gram, with_data)
        prior = (2 - 2 * kernel(ahead, behind, lengthscale)) / (4 * H * H)
        total += prior - sum((v * w for v, w in zip(with_data, explained)), Decimal(0))
    return total


def _gram(points: list[Vector], lengthscale: Decimal, noise: Decimal) -> list[Vector]:
    return [
        [kernel(p, q, lengthscale) + (noise if i == j else 0) for j, q in enumerate(points)]
        for i, p in enumerate(points)
    ]


@cache
def zopo(
    step: float, lengthscale: float, noise: float, threshold: float, patience: int, probes: int, radius: float,
    memory: int, steps: int,
) -> list[Vector]:  # fmt: skip
    """x_1, x_2, ... on the quadratic over the box LOWER <= x <= UPPER from the draws NORMALS."""
    with localcontext() as context:
        context.prec = DIGITS
        scale, variance_ = Decimal(lengthscale), Decimal(noise)
        stream = iter(NORMALS)

        def clipped(x: Vector) -> Vector:
            return [min(max(v, Decimal(a)), Decimal(b)) for v, a, b in zip(x, LOWER, UPPER)]

        x = [Decimal(v) for v in START]
        points, uncertain, found = [x], 0, []
        for _ in range(steps):
            draws = [[Decimal(next(stream)) for _ in x] for _ in range(probes)]
            surely = variance(points, x, scale, variance_) > Decimal(threshold) ** 2
            uncertain = uncertain + 1 if surely else 0
            if uncertain == patience:
                uncertain = 0
                near = [[v + Decimal(radius) * z for v, z in zip(x, row)] for row in draws]
                points = [*points, *(clipped(p) for p in near)]
                points = points[-memory:]
            slope = gradient(points, [value(p) for p in points], x, scale, variance_)
            x = clipped([v - Decimal(step) * g for v, g in zip(x, slope)])
            points = [*points, x][-memory:]
            found.append(x)
        return found
