"""Fully first-order bilevel approximation (F2SA), deterministic.

Source      Kwon, Kwon, Wright & Nowak 2023 (ICML), Algorithm 1, with exact gradients.
Step        lambda_k = (lambda_0^3 + growth k)^(1/3),  alpha_k = c / lambda_k
            T times from z_k:  z <- z - gamma g_y(x_k, z)
            T times from y_k:  y <- y - alpha_k (f_y(x_k, y) + lambda_k g_y(x_k, y))
            x+ = x - xi alpha_k (f_x(x, y+) + lambda_k (g_x(x, y+) - g_x(x, z+)))
Guarantee   frozen lambda: (1/K) sum_{k<K} |grad psi_lambda(x_k)|^2 <= 4 V_0 / (xi alpha K)     (derived)
Assumes     g mu-strongly convex and f convex in y, alpha (lambda L_g + l_f1) <= 1, gamma L_g <= 1; for the
            guarantee (1 - mu min(gamma, c))^T <= 1/2, xi alpha <= 1/L, xi <= mu / (8 c (l_g1 + l_f1/lambda)^2).
Cost        2T lower_y, T upper_y, 2 lower_x and one upper_x per step; two lower copies.
Departures  gradients are exact (the paper's are stochastic); x and y are unconstrained; y_0 = z_0; the
            increments of lambda are those of the deterministic schedule lambda ~ k^(1/3), alpha ~ 1/lambda.
            growth = 0 freezes lambda; the method then solves the penalty problem psi_lambda, not psi.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import rational_power


class State(NamedTuple):
    """Iterates of F2SA."""

    x: Any  # x_k, shape (dx,)
    y: Any  # tracks argmin f + lambda g, shape (dy,)
    z: Any  # tracks argmin g, shape (dy,)
    k: int  # steps taken


class F2SA(NamedTuple):
    """F2SA; both lower copies start at `start` (dy,).

    `step_size` c with alpha_k = c / lambda_k, `lower_step_size` gamma, `ratio` xi of the x step to alpha_k,
    `penalty` lambda_0 > 0, `growth` >= 0 of lambda^3 per step, `inner_steps` T >= 1.
    """

    step_size: float
    lower_step_size: float
    ratio: float
    penalty: float
    growth: float
    inner_steps: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """lambda_k = lambda_0 (k + 1)^(1/3), lambda_0 = 2 l_f1/mu; steps, ratio and T of the guarantee; start 0.

        L is taken to be that of psi, `problem.smoothness()`, as is right where both levels are quadratic.
        """
        c, ratio, penalty = guaranteed(problem)
        inner_steps = math.ceil(math.log(2) / -math.log1p(-problem.lower_strong_convexity() * c))
        return cls(c, c, ratio, penalty, penalty**3, inner_steps, np.zeros(problem.lower_dimension()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        check_f2sa(self, problem)
        checks.count("inner_steps", self.inner_steps)

    def init(self, problem, x0):
        return State(x0, self.start.copy(), self.start.copy(), 0)

    def step(self, problem, state, rng):
        x, y, z = state.x, state.y, state.z
        weight = rational_power(self.penalty * self.penalty * self.penalty + self.growth * state.k, 1, 3)
        alpha = self.step_size / weight
        for _ in range(self.inner_steps):
            z = z - self.lower_step_size * problem.lower_y(x, z)
            y = y - alpha * (problem.upper_y(x, y) + weight * problem.lower_y(x, y))
        difference = problem.lower_x(x, y) - problem.lower_x(x, z)
        x = x - self.ratio * alpha * (problem.upper_x(x, y) + weight * difference)
        return State(x, y, z, state.k + 1)


def guaranteed(levels):
    """c, xi and lambda_0 of the guarantee: lambda_0 = 2 l_f1/mu, c = 1/(L_g + l_f1/lambda_0), xi small against mu."""
    mu, L_g = levels.lower_strong_convexity(), levels.lower_smoothness()
    penalty = 2 * levels.l_f1() / mu
    c = 1.0 / (L_g + levels.l_f1() / penalty)
    reach = levels.l_g1() + levels.l_f1() / penalty
    return c, min(mu / (8 * c * reach**2), penalty / (c * levels.smoothness())), penalty


def check_f2sa(algorithm, problem):
    """Raise ValueError unless steps, penalty and growth are usable and the start has the lower dimension."""
    for name in ("step_size", "lower_step_size", "ratio", "penalty"):
        checks.positive(name, getattr(algorithm, name))
    checks.nonnegative("growth", algorithm.growth)
    checks.array("start", algorithm.start, shape=(problem.lower_dimension(),))
