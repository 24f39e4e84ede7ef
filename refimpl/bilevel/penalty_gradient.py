"""Gradient descent on the penalty hyper-objective psi_sigma, by a double loop of first-order steps.

Source      Kwon, Kwon, Wright & Nowak 2024 (ICLR), the double-loop method with exact gradients; the inner
            details are the common ones (warm start, a fixed number of steps).
Step        psi_sigma(x) = min_y (f + g/sigma) - min_z g/sigma
            T times from z_k:  z <- z - gamma g_y(x_k, z)
            T times from y_k:  y <- y - gamma (sigma f_y(x_k, y) + g_y(x_k, y))
            x+ = x - eta (f_x(x, y+) + (g_x(x, y+) - g_x(x, z+)) / sigma)
Guarantee   (1/K) sum_{k<K} |grad psi_sigma(x_k)|^2 <= 4 V_0 / (eta K)                           (derived)
            |grad psi_sigma - grad psi| <= sigma (1 + l_g1/mu) (l_f0/mu) (l_f1 + l_g2 l_f0/(2 mu)) (derived)
Assumes     g mu-strongly convex and f convex in y, gamma (L_g + sigma l_f1) <= 1; for the average eta <= 1/L,
            (1 - mu gamma)^T <= 1/(sqrt(6) (1 + m)) with m = 2 eta (l_g1 + sigma l_f1)^2 / (sigma mu).
Cost        2T lower_y, T upper_y, 2 lower_x and one upper_x per step; two lower copies.
Departures  gradients are exact; x and y are unconstrained; sigma and T are fixed; y_0 = z_0. The difference of
            the two lower gradients is O(sigma), so float64 loses log10(1/sigma) digits of the direction.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterates of the penalty method."""

    x: Any  # x_k, shape (dx,)
    y: Any  # tracks argmin sigma f + g, shape (dy,)
    z: Any  # tracks argmin g, shape (dy,)


class PenaltyGradient(NamedTuple):
    """The double loop; both lower copies start at `start` (dy,) and are kept between outer steps.

    `step_size` eta of x, `lower_step_size` gamma of y and z, penalty parameter `sigma` > 0 (the inverse of a
    multiplier), `inner_steps` T >= 1.
    """

    step_size: float
    lower_step_size: float
    sigma: float
    inner_steps: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """sigma = mu/(8 l_f1), eta = 1/L, gamma = 1/(L_g + sigma l_f1), T of the guarantee; start 0.

        L is taken to be that of psi, `problem.smoothness()`, as is right where both levels are quadratic.
        """
        mu, l_f1 = problem.lower_strong_convexity(), problem.l_f1()
        sigma, eta = mu / (8 * l_f1), 1.0 / problem.smoothness()
        gamma = 1.0 / (problem.lower_smoothness() + sigma * l_f1)
        m = 2 * eta * (problem.l_g1() + sigma * l_f1) ** 2 / (sigma * mu)
        inner_steps = math.ceil(math.log(math.sqrt(6) * (1 + m)) / -math.log1p(-mu * gamma))
        return cls(eta, gamma, sigma, inner_steps, np.zeros(problem.lower_dimension()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        checks.positive("step_size", self.step_size)
        checks.positive("lower_step_size", self.lower_step_size)
        checks.positive("sigma", self.sigma)
        checks.count("inner_steps", self.inner_steps)
        checks.array("start", self.start, shape=(problem.lower_dimension(),))

    def init(self, problem, x0):
        return State(x0, self.start.copy(), self.start.copy())

    def step(self, problem, state, rng):
        x, y, z = state.x, state.y, state.z
        for _ in range(self.inner_steps):
            z = z - self.lower_step_size * problem.lower_y(x, z)
            y = y - self.lower_step_size * (self.sigma * problem.upper_y(x, y) + problem.lower_y(x, y))
        difference = problem.lower_x(x, y) - problem.lower_x(x, z)
        return State(x - self.step_size * (problem.upper_x(x, y) + difference / self.sigma), y, z)
