"""sl-BAMM: the averaged method of multipliers in a single loop, without strong convexity of the lower level.

Source      Liu, Liu, Zeng & Zhang 2023 (NeurIPS), single-loop algorithm with the schedule of its code.
Step        s_k = 1 + growth k,  mu_k = mu s_k^(-1/10),  eta_k = eta s_k^(-1/80),  alpha_k = alpha mu_k^3 s_k^(-3/80)
            phi = mu_k f + (1 - mu_k) g;  all three from the old (x, y, v):
            y+ = y - beta phi_y,   v+ = v - eta_k (phi_yy v - f_y),   x+ = x - alpha_k (f_x - phi_xy v)
Guarantee   v+ - v* = (I - eta phi_yy)(v - v*), v* = phi_yy^{-1} f_y                                        (derived)
            mu frozen: the fixed points are the stationary points of f(x, argmin_y phi), O(mu) from x*      (derived)
Assumes     f strongly convex in y, g convex in y; beta |phi_yy| <= 1, eta |phi_yy| <= 1.
Cost        one each of upper_x, upper_y, upper_yy, upper_xy, lower_y, lower_yy, lower_xy per step.
Departures  v_0 = 0: the first step has no correction of x, as in the code. No projections.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import rational_power


class State(NamedTuple):
    """Iterates of both levels and the multiplier."""

    x: Any  # x_k, shape (dx,)
    y: Any  # y_k, shape (dy,)
    v: Any  # tracks phi_yy^{-1} f_y, shape (dy,)
    k: int  # steps taken


class BAMM(NamedTuple):
    """`step_size` alpha of x, `lower_step_size` beta of y, `multiplier_step_size` eta of v, `averaging` mu in (0, 1),

    `growth` >= 0 of s per step (0 freezes the schedule), first lower iterate `start` (dy,).
    """

    step_size: float
    lower_step_size: float
    multiplier_step_size: float
    averaging: float
    growth: float
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """beta = eta = 1/(L_f + L_g), alpha = beta/4, mu = 1/2, growth 1; start 0."""
        beta = 1.0 / (problem.upper_smoothness() + problem.lower_smoothness())
        return cls(beta / 4, beta, beta, 0.5, 1.0, np.zeros(problem.lower_dimension()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        checks.positive("step_size", self.step_size)
        checks.positive("lower_step_size", self.lower_step_size)
        checks.positive("multiplier_step_size", self.multiplier_step_size)
        checks.positive("averaging", self.averaging)
        checks.between("averaging", self.averaging, 0, 1)
        checks.nonnegative("growth", self.growth)
        checks.array("start", self.start, shape=(problem.lower_dimension(),))

    def init(self, problem, x0):
        return State(x0, self.start.copy(), np.zeros_like(self.start), 0)

    def step(self, problem, state, rng):
        s = 1.0 + self.growth * state.k
        mu = self.averaging / rational_power(s, 1, 10)
        eta = self.multiplier_step_size / rational_power(s, 1, 80)
        alpha = self.step_size * mu * mu * mu / rational_power(s, 3, 80)
        f_y = problem.upper_y(state.x, state.y)
        phi_yy = mu * problem.upper_yy(state.x, state.y) + (1.0 - mu) * problem.lower_yy(state.x, state.y)
        phi_xy = mu * problem.upper_xy(state.x, state.y) + (1.0 - mu) * problem.lower_xy(state.x, state.y)
        phi_y = mu * f_y + (1.0 - mu) * problem.lower_y(state.x, state.y)
        x = state.x - alpha * (problem.upper_x(state.x, state.y) - phi_xy @ state.v)
        v = state.v - eta * (phi_yy @ state.v - f_y)
        return State(x, state.y - self.lower_step_size * phi_y, v, state.k + 1)
