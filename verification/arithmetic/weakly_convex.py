"""Model-based steps on phase retrieval in fractions, and its Moreau envelope on the line by listing candidates."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction as F
from itertools import product
from math import isqrt

import numpy as np

from refimpl.problems import PhaseRetrieval

Vector = list[F]
Step = Callable[[Vector, F, Vector, F], Vector]


def dot(a: Vector, b: Vector) -> F:
    """Inner product."""
    return sum((v * w for v, w in zip(a, b, strict=True)), F(0))


def along(x: Vector, t: F, a: Vector) -> Vector:
    """x + t a."""
    return [v + t * w for v, w in zip(x, a)]


def subgradient(a: Vector, b: F, x: Vector, beta: F) -> Vector:
    """x - G/beta."""
    u = dot(a, x)
    side = (u * u > b) - (u * u < b)
    return along(x, -2 * u * side / beta, a)


def prox_linear(a: Vector, b: F, x: Vector, beta: F) -> Vector:
    """The minimiser of |r + 2u <a, d>| + (beta/2)|d|^2: the kink of the model where it is nearer than the full step."""
    u = dot(a, x)
    r, slope = u * u - b, 2 * u
    full = along(x, -slope * (1 if r > 0 else -1) / beta, a)
    if r == 0 or slope == 0:
        return x
    reached = r + slope * dot(a, along(full, F(-1), x))
    if reached * r > 0:
        return full
    return along(x, -r / (slope * dot(a, a)), a)


def proximal_point(a: Vector, b: F, x: Vector, beta: F) -> Vector:
    """The best of the three candidates of |u^2 - b| + (k/2)(u - u_0)^2, where b is a square."""
    u, k = dot(a, x), beta / dot(a, a)
    root = F(isqrt(b.numerator), isqrt(b.denominator))
    candidates = [k * u / (k + 2), k * u / (k - 2), root, -root]
    best = min(candidates, key=lambda v: abs(v * v - b) + k / 2 * (v - u) ** 2)
    return along(x, (best - u) / dot(a, a), a)


def expected(
    problem: PhaseRetrieval, x0: list[float], draws: list[int], beta: float, step: Step, low: float = -8.0
) -> list[Vector]:
    """The iterates, entries cut at `low`."""
    x, found = [F(v) for v in x0], []
    for i in draws:
        x = step([F(v) for v in problem.A[i]], F(float(problem.b[i])), x, F(beta))
        x = [max(v, F(low)) for v in x]
        found.append(x)
    return found


def envelope(problem: PhaseRetrieval, r: float, x: float, low: float, high: float) -> tuple[float, float]:
    """(phi_{1/r}(x), its minimiser) for d = 1 on [low, high].

    f is quadratic between kinks: the minimiser is a kink, an end, or stationary for one choice of signs.
    """
    a2, b = problem.A[:, 0] ** 2, problem.b
    kinks = np.sqrt(b / a2)
    signs = np.array(list(product((-1.0, 1.0), repeat=len(b))))
    curved = r + 2 * np.mean(signs * a2, axis=1)
    y = np.concatenate([kinks, -kinks, r * x / curved, [low, high, x]])
    y = np.clip(y, low, high)
    values = np.mean(np.abs(np.outer(y * y, a2) - b), axis=1) + r / 2 * (y - x) ** 2
    best = int(np.argmin(values))
    return float(values[best]), float(y[best])
