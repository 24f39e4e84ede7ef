"""Optimisation through sampling in decimals, on the curved levels of `bilevel`: lists that know no method.

The covariance is a sum over pairs, sum_{i<j} (f_i - f_j)(s_i - s_j) / (N (N - 1)), and paths are differentiated
forwards. The draws are a stream of numbers, in the order of their use.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations
from typing import NamedTuple

from verification.arithmetic import bilevel as lists
from verification.arithmetic.bilevel import Vector, plus

Cloud = list[Vector]

CLOUD = ((0.25, 0.5, -0.5), (-0.25, 0.125, 0.5), (0.5, -0.375, 0.0))
HALF = Decimal("0.5")
"""Root of twice the step size, which is 1/8 for sampling and for denoising."""


def drawn(source: Iterator[Decimal], n: int = 3) -> Vector:
    """The next draws."""
    return [next(source) for _ in range(n)]


def lower_x(x: Vector, y: Vector) -> Vector:
    """g_x."""
    u = plus(y, lists.times(lists.transposed(lists.E), x))
    return plus(lists.times(lists.D, y), lists.times(lists.E, [v**3 for v in u]))


def covariance_gradient(x: Vector, cloud: Cloud) -> Vector:
    """Mean of f_x less the covariance of f and g_x, over pairs."""
    n, G = len(cloud), [Decimal(0)] * len(x)
    for y in cloud:
        G = plus(G, lists.upper_x(x, y), 1 / Decimal(n))
    for a, b in combinations(cloud, 2):
        apart = plus(lower_x(x, a), lower_x(x, b), -1)
        G = plus(G, apart, -(lists.upper(x, a) - lists.upper(x, b)) / (n * (n - 1)))
    return G


def sampled(x: Vector, cloud: Cloud, source: Iterator[Decimal]) -> Cloud:
    """One Langevin step of length 1/8 of every particle."""
    return [plus(lists.descended(x, y, HALF**3), drawn(source), HALF) for y in cloud]


def single_loop(draws: list[float], steps: int) -> list[Vector]:
    """x_1, ... with eta = 1/4: both move from the old pair."""
    source, x, cloud = iter(map(Decimal, draws)), lists.decimals(lists.X0), [lists.decimals(y) for y in CLOUD]
    found = []
    for _ in range(steps):
        moved = sampled(x, cloud, source)
        x, cloud = plus(x, covariance_gradient(x, cloud), -Decimal("0.25")), moved
        found.append(x)
    return found


def nested_loop(draws: list[float], steps: int, inner: int) -> list[Vector]:
    """x_1, ... with eta = 1/4: `inner` Langevin steps from the same cloud at every x."""
    source, x, found = iter(map(Decimal, draws)), lists.decimals(lists.X0), []
    for _ in range(steps):
        cloud = [lists.decimals(y) for y in CLOUD]
        for _ in range(inner):
            cloud = sampled(x, cloud, source)
        x = plus(x, covariance_gradient(x, cloud), -Decimal("0.25"))
        found.append(x)
    return found


class Denoiser(NamedTuple):
    """`steps` of length 1/8."""

    steps: int

    def shrunk(self, m: int) -> Decimal:
        """e^{-tau_m}."""
        return (-(self.steps - m) * HALF**3).exp()

    def moved(self, x: Vector, y: Vector, m: int, noise: Vector) -> Vector:
        """Y_{m+1} of Y_m."""
        drift = plus(y, lists.lower_y([self.shrunk(m) * v for v in x], y), -2)
        return plus(plus(y, drift, HALF**3), noise, HALF)

    def path(self, x: Vector, start: Vector, noises: list[Vector]) -> list[Vector]:
        """Y_0, ..., Y_M from Y_0 = start + the first noise, at one x."""
        ys = [plus(start, noises[0])]
        for m in range(self.steps):
            ys.append(self.moved(x, ys[m], m, noises[m + 1]))
        return ys

    def gradient(self, x: Vector, ys: list[Vector]) -> Vector:
        """f_x + (dY_M/dx)'f_y along a path, one column of dY/dx at a time."""
        G, h = lists.upper_x(x, ys[-1]), HALF**3
        for i in range(len(x)):
            column = [Decimal(0)] * len(ys[0])
            for m in range(self.steps):
                c = self.shrunk(m)
                u = [c * v for v in x]
                pull = plus(lists.times(lists.lower_yy(u, ys[m]), column), lists.lower_xy(u, ys[m])[i], c)
                column = plus(column, plus(column, pull, -2), h)
            G[i] += lists.dot(column, lists.upper_y(x, ys[-1]))
        return G


def denoising(draws: list[float], start: Vector, steps: int, count: int) -> list[Vector]:
    """x_1, ... with eta = 1/4; every particle is followed from its birth, the oldest last."""
    source, x, found = iter(map(Decimal, draws)), lists.decimals(lists.X0), []
    machine, queue = Denoiser(count), list[list[Vector]]()
    for _ in range(steps):
        previous = x
        if len(queue) > count:
            x = plus(x, machine.gradient(x, queue.pop()), -Decimal("0.25"))
        born = [plus(start, drawn(source))]
        queue = [born, *([*ys, machine.moved(previous, ys[-1], len(ys) - 1, drawn(source))] for ys in queue)]
        found.append(x)
    return found
