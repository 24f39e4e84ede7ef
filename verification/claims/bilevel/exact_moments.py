"""Exact second moments of stochastic penalty methods on scalar quadratic levels, without a sample.

There a step is affine in its state and its normal draws. One step of the method itself, taken by many coordinates that
start from zero, from the unit vectors of the state and with the unit vectors of the draws, is therefore its whole map
u+ = A u + B xi + c; the mean moves by m -> A m + c and the covariance by C -> A C A' + B B'.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from refimpl.problems import Box, NoisyLevels

DRAWS = 40
"""More normal draws per step than any method here takes."""


class ScalarLevels(NamedTuple):
    """Coordinate by coordinate g = a y^2/2 - b x y and f = ((y - t)^2 + r x^2)/2, a, b, t of shape (n,)."""

    a: Any
    b: Any
    t: Any
    r: float

    def hypergradient(self, x):
        """grad psi: r x + (b/a) (y* - t) at y* = b x/a."""
        return self.curvature() * x - self.b / self.a * self.t

    def curvature(self):
        """Of psi."""
        return self.r + (self.b / self.a) ** 2

    def dimension(self):
        return len(self.a)

    def lower_dimension(self):
        return len(self.a)

    def upper_x(self, x, y):
        return self.r * x

    def upper_y(self, x, y):
        return y - self.t

    def lower_x(self, x, y):
        return -self.b * y

    def lower_y(self, x, y):
        return self.a * y - self.b * x


SIX = ScalarLevels(
    np.array([1.0, 1.25, 1.5, 1.75, 2.0, 1.5]),
    np.array([1.0, 1.0, 1.25, 1.5, 1.5, 1.0]),
    np.array([1.0, 1.5, 1.0, 1.0, 1.5, 2.0]),
    0.25,
)
"""Six instances."""

EVERYWHERE = Box(np.full(6, -np.inf), np.full(6, np.inf))


def hypergradients_without_noise(algorithm: Any, steps: int) -> np.ndarray:
    """|grad psi(x_k)| for k = 1, ..., `steps` on the six instances, shape (6, steps), from x_0 = 0."""
    problem, rng, found = NoisyLevels(SIX, EVERYWHERE, EVERYWHERE, 0.0, 0.0), np.random.default_rng(0), []
    state = algorithm.init(problem, np.zeros(6))
    for _ in range(steps):
        with np.errstate(
            over="ignore", invalid="ignore"
        ):  # planted errors may run away: the evidence says so
            state = algorithm.step(problem, state, rng)
        found.append(np.abs(SIX.hypergradient(state.x)))
    return np.array(found).T


class UnitDraws:
    """Stands for a generator: the j-th request of a step is the j-th unit vector, alike for every instance."""

    def __init__(self, instances: int, leaves: int):
        self.instances, self.place = instances, 1 + leaves
        self.width = 1 + leaves + DRAWS

    def standard_normal(self, size: int) -> np.ndarray:
        """The coordinates of the next unit vector."""
        row = np.zeros((self.instances, self.width))
        row[:, self.place] = 1.0
        self.place += 1
        return row.reshape(size)


def squared_hypergradients(
    step: Callable[[Any, list[Any], int, Any], list[Any]], leaves: int, noise: tuple[float, float], steps: int
) -> np.ndarray:
    """E |grad psi(x_k)|^2 for k = 1, ..., `steps` on the six instances, shape (6, steps), from zero states.

    `step(problem, state, k, rng)` takes and gives the `leaves` parts of the state, x first; `noise` are the deviations
    of upper and lower level.
    """
    n = len(SIX.a)
    mean, covariance, found = np.zeros((n, leaves, 1)), np.zeros((n, leaves, leaves)), []
    for A, B, c in _maps(step, leaves, noise, steps):
        mean = A @ mean + c
        covariance = A @ covariance @ A.transpose(0, 2, 1) + B @ B.transpose(0, 2, 1)
        found.append(_squares(mean, covariance))
    return np.array(found).T


def steps_until(step: Any, leaves: int, noise: tuple[float, float], square: float) -> float:
    """A number of equal steps after which E |grad psi(x)|^2 <= `square` on all six instances, 2^34 if there is none.

    It is found by powers of two of steps: a smaller one may do as well, all that is said is that this one will.
    """
    A, B, c = next(_maps(step, leaves, noise, 1))
    n, ladder = len(A), [(A, c, B @ B.transpose(0, 2, 1))]
    with np.errstate(over="ignore", invalid="ignore"):  # planted errors may run away: they never get there
        for _ in range(33):
            A, c, Q = ladder[-1]
            ladder.append((A @ A, A @ c + c, A @ Q @ A.transpose(0, 2, 1) + Q))
        mean, covariance, taken = np.zeros((n, leaves, 1)), np.zeros((n, leaves, leaves)), 0
        for j in range(33, -1, -1):
            A, c, Q = ladder[j]
            ahead, spread = A @ mean + c, A @ covariance @ A.transpose(0, 2, 1) + Q
            if not np.all(_squares(ahead, spread) <= square):
                mean, covariance, taken = ahead, spread, taken + 2**j
    return float(min(taken + 1, 2**34))


def _squares(mean: np.ndarray, covariance: np.ndarray) -> np.ndarray:
    """E |grad psi(x)|^2 per instance."""
    return np.asarray(SIX.hypergradient(mean[:, 0, 0]) ** 2 + SIX.curvature() ** 2 * covariance[:, 0, 0])


def _maps(step: Any, leaves: int, noise: tuple[float, float], steps: int) -> Iterator[tuple[Any, Any, Any]]:
    """A, B and c of every step and instance."""
    n = len(SIX.a)
    width = 1 + leaves + DRAWS
    spread = SIX._replace(a=np.repeat(SIX.a, width), b=np.repeat(SIX.b, width), t=np.repeat(SIX.t, width))
    everywhere = Box(np.full(n * width, -np.inf), np.full(n * width, np.inf))
    problem = NoisyLevels(spread, everywhere, everywhere, *noise)
    units = np.zeros((leaves, n, width))
    units[range(leaves), :, range(1, 1 + leaves)] = 1.0
    start = list(units.reshape(leaves, -1))
    for k in range(steps):
        with np.errstate(over="ignore", invalid="ignore"):
            parts = step(problem, start, k, UnitDraws(n, leaves))
        table = np.stack([np.reshape(part, (n, -1)) for part in parts], axis=1)  # instance, leaf, coordinate
        c = table[:, :, :1]
        yield table[:, :, 1 : 1 + leaves] - c, table[:, :, 1 + leaves :] - c, c
