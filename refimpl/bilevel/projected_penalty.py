"""Projected stochastic gradient descent on the penalty hyper-objective, by a double loop.

Source      Kwon, Kwon, Wright & Nowak 2024 (ICLR), the double-loop algorithm; deterministic where the noise is zero.
Step        psi_sigma(x) = min_{y in Y} (f + g/sigma) - min_{z in Y} g/sigma; a, b, c_1, ..., c_M independent draws
            T times from z_k:  z <- P_Y(z - gamma g_y(x_k, z; a))
            T times from y_k:  y <- P_Y(y - gamma (sigma f_y(x_k, y; b) + g_y(x_k, y; b)))
            x+ = P_X(x - (eta/M) sum_m (f_x(x, y+; c_m) + (g_x(x, y+; c_m) - g_x(x, z+; c_m)) / sigma))
Guarantee   additive noise, quadratic levels: exact variances of y+, z+ and of the direction             (derived)
            no noise: the fixed points are the stationary points of psi_sigma on X                        (derived)
            eps-stationary points of psi within O(eps^-3) calls without noise, sigma ~ eps                (cited)
Assumes     the proximal error bound of sigma f + g on Y, uniform in sigma; gamma (L_g + sigma l_f1) <= 1.
Cost        2T lower_y, T upper_y, 2M lower_x, M upper_x, 2T + M draws and 2T + 1 projections; two lower copies.
Departures  sigma, T and M are fixed. One draw serves all three gradients of a term of the x step: noise of g_x
            that does not depend on y cancels.
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


class ProjectedPenalty(NamedTuple):
    """The double loop; both lower copies start at `start` (dy,) and are kept between outer steps.

    `step_size` eta of x, `lower_step_size` gamma of y and z, penalty parameter `sigma` > 0, `inner_steps` T >= 1,
    `batch` M >= 1 draws for the x step.
    """

    step_size: float
    lower_step_size: float
    sigma: float
    inner_steps: int
    batch: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """Those of `penalty-gradient` for the problem without noise and sets; M = 3 draws, start 0."""
        levels = problem.objective
        mu, l_f1 = levels.lower_strong_convexity(), levels.l_f1()
        sigma, eta = mu / (8 * l_f1), 1.0 / levels.smoothness()
        gamma = 1.0 / (levels.lower_smoothness() + sigma * l_f1)
        m = 2 * eta * (levels.l_g1() + sigma * l_f1) ** 2 / (sigma * mu)
        inner_steps = math.ceil(math.log(math.sqrt(6) * (1 + m)) / -math.log1p(-mu * gamma))
        return cls(eta, gamma, sigma, inner_steps, 3, np.zeros(problem.lower_dimension()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        checks.positive("step_size", self.step_size)
        checks.positive("lower_step_size", self.lower_step_size)
        checks.positive("sigma", self.sigma)
        checks.count("inner_steps", self.inner_steps)
        checks.count("batch", self.batch)
        checks.array("start", self.start, shape=(problem.lower_dimension(),))

    def init(self, problem, x0):
        return State(x0, self.start.copy(), self.start.copy())

    def step(self, problem, state, rng):
        y, z = state.y, state.z
        for _ in range(self.inner_steps):
            a, b = problem.realisation(rng), problem.realisation(rng)
            z = problem.lower_projection(z - self.lower_step_size * a.lower_y(state.x, z))
            direction = self.sigma * b.upper_y(state.x, y) + b.lower_y(state.x, y)
            y = problem.lower_projection(y - self.lower_step_size * direction)
        total = np.zeros_like(state.x)
        for _ in range(self.batch):
            c = problem.realisation(rng)
            difference = c.lower_x(state.x, y) - c.lower_x(state.x, z)
            total = total + c.upper_x(state.x, y) + difference / self.sigma
        return State(problem.upper_projection(state.x - self.step_size * total / self.batch), y, z)
