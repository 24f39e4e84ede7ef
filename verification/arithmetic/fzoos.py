"""Rounds of FZooS on least squares by decimal list arithmetic: no derivative of kernel or features by formula."""

from __future__ import annotations

from decimal import Decimal, localcontext
from functools import cache

from verification.arithmetic.federated_values import START, A, value
from verification.arithmetic.gaussian_process import DIGITS, H, Vector, gradient, solve

FREQUENCIES = ((0.5, -1.0), (-0.75, 0.25), (1.25, 0.75), (-0.25, -1.5))
PHASES = (0.25, 1.5, 3.0, 4.75)
NORMALS = tuple(((k * 29) % 19 - 9) / 8 for k in range(1, 41))


def _cos(v: Decimal) -> Decimal:
    """Taylor's series."""
    total, term, k = Decimal(1), Decimal(1), 0
    while abs(term) > Decimal(10) ** (-DIGITS - 5):
        k += 2
        term = -term * v * v / (k * (k - 1))
        total += term
    return total


def _features(x: Vector, lengthscale: Decimal) -> Vector:
    inner = [sum((Decimal(a) * v for a, v in zip(row, x)), Decimal(0)) for row in FREQUENCIES]
    scale = (Decimal(2) / len(PHASES)).sqrt()
    return [scale * _cos(v / lengthscale + Decimal(b)) for v, b in zip(inner, PHASES)]


def _dot(a: Vector, b: Vector) -> Decimal:
    return sum((v * w for v, w in zip(a, b)), Decimal(0))


def _surrogate(points: list[Vector], values: Vector, lengthscale: Decimal, noise: Decimal) -> Vector:
    """The weights of ridge regression on the features, by the normal equations in the space of features."""
    rows = [_features(p, lengthscale) for p in points]
    M = len(PHASES)
    normal = [
        [sum((r[i] * r[j] for r in rows), noise if i == j else Decimal(0)) for j in range(M)]
        for i in range(M)
    ]
    return solve(normal, [sum((r[i] * v for r, v in zip(rows, values)), Decimal(0)) for i in range(M)])


def _turn(weights: Vector, x: Vector, lengthscale: Decimal) -> Vector:
    """Central differences of the surrogate."""
    found = []
    for i in range(len(x)):
        ahead, behind = ([v + s * H * (j == i) for j, v in enumerate(x)] for s in (1, -1))
        change = _dot(weights, _features(ahead, lengthscale)) - _dot(weights, _features(behind, lengthscale))
        found.append(change / (2 * H))
    return found


@cache
def iterates(
    step: float, lengthscale: float, noise: float, correction: float, local: int, probes: int, radius: float,
    memory: int, rounds: int,
) -> list[Vector]:  # fmt: skip
    """x_1, x_2, ... on the rows of A from the draws NORMALS."""
    with localcontext() as context:
        context.prec = DIGITS
        scale, variance, N, stream = Decimal(lengthscale), Decimal(noise), len(A), iter(NORMALS)
        x, found = [Decimal(v) for v in START], []
        asked = [[x] for _ in range(N)]
        surrogates: list[Vector] = [[Decimal(0)] * len(PHASES) for _ in range(N)]
        for _ in range(rounds):
            ends = [x] * N
            mean = [sum(column, Decimal(0)) / N for column in zip(*surrogates)]
            for _ in range(probes):
                for i in range(N):
                    asked[i].append([v + Decimal(radius) * Decimal(next(stream)) for v in x])
            for i in range(N):
                w = x
                for _ in range(local):
                    asked[i] = [*asked[i], w][-memory:]
                    g = gradient(asked[i], [value(p, i) for p in asked[i]], w, scale, variance)
                    difference = [m - v for m, v in zip(mean, surrogates[i])]
                    turn = _turn(difference, w, scale)
                    w = [v - Decimal(step) * (a + Decimal(correction) * t) for v, a, t in zip(w, g, turn)]
                ends[i] = w
            x = [sum(column, Decimal(0)) / N for column in zip(*ends)]
            surrogates = [
                _surrogate(asked[i], [value(p, i) for p in asked[i]], scale, variance) for i in range(N)
            ]
            found.append(x)
        return found
