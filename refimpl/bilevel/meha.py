"""MEHA: one loop of first-order steps on a penalty of the Moreau envelope of the lower level.

Source      Liu, Liu, Yao, Zeng & Zhang 2024 (ICML), Algorithm 1, unconstrained.
Step        c_k = c s_k^(1/4),  s_k = 1 + growth k
            t+ = t - eta (g_y(x, t) + (t - y) / rho)
            x+ = x - alpha (f_x(x, y) / c_k + g_x(x, y) - g_x(x, t+))
            y+ = y - beta (f_y(x+, y) / c_k + g_y(x+, y) - (y - t+) / rho)
Guarantee   |t+ - t*| <= (1 - eta (mu + 1/rho)) |t - t*|, t*(x, y) = argmin g(x, .) + |. - y|^2/(2 rho)   (derived)
            quadratic levels, c frozen: the fixed point minimises f + (c/2) r'(A + I/rho)^{-1} r, r = g_y  (derived)
Assumes     g rho_g-weakly convex in y with rho < 1/(2 rho_g); eta (L_g + 1/rho) <= 1.
Cost        2 lower_y, 2 lower_x, one upper_x and one upper_y per step; two lower copies.
Departures  the exponent of c_k is the balanced 1/4 of (0, 1/2); no projections. `rho` is the paper's gamma.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import rational_power


class State(NamedTuple):
    """Iterates of both levels and of the proximal point."""

    x: Any  # x_k, shape (dx,)
    y: Any  # y_k, shape (dy,)
    t: Any  # tracks the proximal point of y, shape (dy,)
    k: int  # steps taken


class MEHA(NamedTuple):
    """`step_size` alpha of x, `lower_step_size` beta of y, `proximal_step_size` eta of t, `rho` > 0 of the envelope,

    `penalty` c > 0, `growth` >= 0 of s per step (0 freezes c), first lower iterate `start` (dy,).
    """

    step_size: float
    lower_step_size: float
    proximal_step_size: float
    rho: float
    penalty: float
    growth: float
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """rho = 1/L_g, eta = 1/(2 L_g), alpha = beta = eta/4, c = 2, growth 1: common values within the assumptions."""
        eta = 0.5 / problem.lower_smoothness()
        return cls(eta / 4, eta / 4, eta, 2 * eta, 2.0, 1.0, np.zeros(problem.lower_dimension()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        checks.positive("step_size", self.step_size)
        checks.positive("lower_step_size", self.lower_step_size)
        checks.positive("proximal_step_size", self.proximal_step_size)
        checks.positive("rho", self.rho)
        checks.positive("penalty", self.penalty)
        checks.nonnegative("growth", self.growth)
        checks.array("start", self.start, shape=(problem.lower_dimension(),))

    def init(self, problem, x0):
        return State(x0, self.start.copy(), self.start.copy(), 0)

    def step(self, problem, state, rng):
        c = self.penalty * rational_power(1.0 + self.growth * state.k, 1, 4)
        pull = problem.lower_y(state.x, state.t) + (state.t - state.y) / self.rho
        t = state.t - self.proximal_step_size * pull
        difference = problem.lower_x(state.x, state.y) - problem.lower_x(state.x, t)
        x = state.x - self.step_size * (problem.upper_x(state.x, state.y) / c + difference)
        gap = problem.lower_y(x, state.y) - (state.y - t) / self.rho
        y = state.y - self.lower_step_size * (problem.upper_y(x, state.y) / c + gap)
        return State(x, y, t, state.k + 1)
