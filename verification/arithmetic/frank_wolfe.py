"""Frank-Wolfe on averaged estimates in decimal arithmetic: lists and loops that know nothing of this library's methods.

The instance: F(x; y) = x'Ax/2 - b'x + y'x on the ball |x| <= radius, whose linear minimiser -radius s/|s| shows
every change of a direction (vertices of a polytope hide all but the largest).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal, localcontext
from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import Constrained, L2Ball, LinearNoise, Quadratic

Vector = list[Decimal]
Estimate = Callable[[Callable[[Vector], Decimal], Vector, Decimal, Iterator[Decimal]], Vector]


class Instance(NamedTuple):
    """Small dyadic data: exact both as decimals and as floats."""

    A: tuple[tuple[float, ...], ...] = ((3, 1, 0), (1, 2, -1), (0, -1, 2))
    b: tuple[float, ...] = (1, -1, 2)
    noise: float = 0.5
    radius: float = 2.0
    x0: tuple[float, ...] = (0.5, -0.25, 1.0)

    def problem(self) -> Any:
        """The same instance as a problem of this library."""
        f = Quadratic(np.array(self.A, float), np.array(self.b, float))
        return LinearNoise(Constrained(f, L2Ball(self.radius)), self.noise)


def dot(a: Vector, b: Vector) -> Decimal:
    """Inner product."""
    return sum((v * w for v, w in zip(a, b, strict=True)), Decimal(0))


def kwsa(value: Callable[[Vector], Decimal], x: Vector, c: Decimal, draws: Iterator[Decimal]) -> Vector:
    """[F(x + c e_i) - F(x)] / c for every i."""
    moved = [[v + c if j == i else v for j, v in enumerate(x)] for i in range(len(x))]
    return [(value(point) - value(x)) / c for point in moved]


def directional(m: int) -> Estimate:
    """The mean of m one-sided differences along normal directions; m = 1 is RDSA."""

    def estimate(
        value: Callable[[Vector], Decimal], x: Vector, c: Decimal, draws: Iterator[Decimal]
    ) -> Vector:
        g = [Decimal(0)] * len(x)
        for _ in range(m):
            z = [next(draws) for _ in x]
            slope = (value([v + c * w for v, w in zip(x, z)]) - value(x)) / c
            g = [v + slope * w / m for v, w in zip(g, z)]
        return g

    return estimate


def exact(value: Callable[[Vector], Decimal], x: Vector, c: Decimal, draws: Iterator[Decimal]) -> Vector:
    """The gradient: two-sided differences are exact on quadratics."""
    around = [[[v + h if j == i else v for j, v in enumerate(x)] for h in (1, -1)] for i in range(len(x))]
    return [(value(ahead) - value(behind)) / 2 for ahead, behind in around]


def expected_iterates(
    instance: Instance,
    estimate: Estimate,
    steps: int,
    *,
    averaging: float,
    smoothing: float | None = 1.0,
    shift: int = 8,
    length: float | None = None,
    seed: int = 0,
) -> list[Vector]:
    """x_1, ..., x_steps to 80 digits, with the normal draws of NumPy's generator of that seed.

    Steps are 2/(t + shift) where no `length` is given, distances that step over d where no `smoothing` is.
    """
    stream = np.random.default_rng(seed)
    found = []
    with localcontext() as context:
        context.prec = 80
        A = [[Decimal(v) for v in row] for row in instance.A]
        b, x = [Decimal(v) for v in instance.b], [Decimal(v) for v in instance.x0]
        draws = iter(lambda: Decimal(float(stream.standard_normal())), None)
        average = [Decimal(0)] * len(x)
        for t in range(steps):
            root = Decimal(t + shift) ** (Decimal(1) / 3)
            gamma = Decimal(2) / (t + shift) if length is None else Decimal(length)
            rho = min(Decimal(1), Decimal(averaging) / root**2)
            c = gamma / len(x) if smoothing is None else Decimal(smoothing) / root
            y = [Decimal(instance.noise) * next(draws) for _ in x]

            def value(p: Vector, y: Vector = y) -> Decimal:
                return dot(p, [dot(row, p) for row in A]) / 2 - dot(b, p) + dot(y, p)

            g = estimate(value, x, c, draws)
            average = [(1 - rho) * v + rho * w for v, w in zip(average, g)]
            size = dot(average, average).sqrt()
            x = [(1 - gamma) * v - gamma * Decimal(instance.radius) * w / size for v, w in zip(x, average)]
            found.append(x)
    return found
