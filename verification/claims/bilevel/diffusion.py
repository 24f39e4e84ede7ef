"""Instances on which optimisation through Langevin particles is known in closed form, and particles made for them.

Location    g = y^2/2 - x y, f = (y - t)^2/2: pi_x = N(x, 1), l(x) = ((x - t)^2 + 1)/2, optimum t.
Scale       g = x y^2/2, f = (y^2 - a)^2: pi_x = N(0, 1/x), l(x) = 3/x^2 - 2a/x + a^2, l'(x) = -6/x^3 + 2a/x^2.
"""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

import numpy as np

from refimpl.core.draws import Tape, tape
from refimpl.problems import QuadraticBilevel

UNIT = 2.0**-53
T = 0.75


class ScaleFamily(NamedTuple):
    """f = (y^2 - a)^2, g = x y^2/2, both of one variable."""

    a: float

    def dimension(self):
        return 1

    def lower_dimension(self):
        return 1

    def upper(self, x, y):
        return (y[0] ** 2 - self.a) ** 2

    def upper_x(self, x, y):
        return np.zeros_like(x)

    def lower_x(self, x, y):
        return y * y / 2

    def lower_y(self, x, y):
        return x * y

    def hypergradient(self, x):
        """l'(x)."""
        return -6 / x**3 + 2 * self.a / x**2


def location() -> QuadraticBilevel:
    """The location family with t = 3/4."""
    return QuadraticBilevel(np.eye(1), np.eye(1), np.array([T]), 0.0)


def gaussian_clouds(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Clouds (m, n) of n independent particles and their probabilities: Gauss-Hermite points for N(0, 1).

    Four points for each: exact for polynomials of degree seven in every particle.
    """
    nodes, weights = np.polynomial.hermite_e.hermegauss(4)
    weights = weights / weights.sum()
    chosen = list(product(range(4), repeat=n))
    return nodes[chosen], np.prod(weights[chosen], axis=1)


def signed(draws: int) -> list[Tape]:
    """All tapes of signs: in place of normal draws they give polynomials of degree three in each the same mean."""
    return [tape(list(s)) for s in product((-1.0, 1.0), repeat=draws)]


class Pair(NamedTuple):
    """Two particles at m +- s, and draws that keep them at that distance on a potential of curvature one.

    (1 - gamma) s + sqrt(2 gamma) xi = s for xi = s sqrt(gamma/2), with the opposite sign for the other particle.
    """

    gamma: float
    deviation: float

    def cloud(self, mean: float) -> np.ndarray:
        """Shape (2, 1)."""
        return np.array([[mean + self.deviation], [mean - self.deviation]])

    def draws(self, steps: int) -> Tape:
        """For `steps` Langevin steps."""
        xi = self.deviation * (self.gamma / 2) ** 0.5
        return tape([xi, -xi] * steps)


def stationary(gamma: float) -> Pair:
    """The pair whose sample variance is 1/(1 - gamma/2), that of the chain in the long run."""
    return Pair(gamma, (0.5 / (1 - gamma / 2)) ** 0.5)


def expected_covariances(gamma: float, difference: float, steps: int) -> Any:
    """E Cov_2(y, y) after each of 0, ..., `steps` Langevin steps from two points at this distance from each other."""
    spread, noise, found = difference**2 / 2, 0.0, []
    for _ in range(steps + 1):
        found.append(spread + noise)
        spread, noise = (1 - gamma) ** 2 * spread, (1 - gamma) ** 2 * noise + 2 * gamma
    return found
