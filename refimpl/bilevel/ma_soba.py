"""MA-SOBA: both levels, the linear system and a moving average of the direction in a single loop.

Source      Chen, Xiao & Balasubramanian 2024 (JMLR), Algorithm 1; theta = 1: SOBA of Dagreou, Ablin, Vaiter & Moreau
            2022, a step late. A baseline of Hao, Gong & Liu 2024.
Step        x+ = x - alpha h,  y+ = y - beta g_y,  z+ = z - gamma (g_yy z - f_y),
            h+ = (1 - theta) h + theta (f_x - g_xy z),  all at (x_k, y_k, z_k, h_k), of one draw
Guarantee   on quadratic levels (x, y, z, h) has an affine map with the fixed point (x*, y*(x*), z*, 0) (derived)
            averaging leaves theta/(2 - theta) of the variance of a direction without memory              (derived)
            |y_{k+1} - y*(x_{k+1})| <= (1 - mu beta) |y_k - y*(x_k)| + (l_g1/mu) alpha |h_k|         (derived, no noise)
Assumes     g mu-strongly convex and L_g-smooth in y, beta, gamma <= 1/L_g; draws are unbiased.
Cost        one draw with one each of upper_x, upper_y, lower_y, products with lower_yy and lower_xy per step.
Departures  one draw serves all five, which leaves each unbiased since z_k does not depend on it; constant steps;
            h_0 = 0 and z_0 = 0. The order of the updates is recalled from the paper, and a dialect has the other.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.hypergradient import check
from refimpl.core import checks


class State(NamedTuple):
    """Iterates of both levels, of the linear system, and the direction."""

    x: Any  # x_k, shape (dx,)
    y: Any  # y_k, shape (dy,)
    z: Any  # tracks g_yy^{-1} f_y, shape (dy,)
    h: Any  # h_k, shape (dx,)


class MASOBA(NamedTuple):
    """`step_size` alpha, `lower_step_size` beta, `system_step_size` gamma, `averaging` theta in (0, 1].

    First lower iterate `start` (dy,).
    """

    step_size: float
    lower_step_size: float
    system_step_size: float
    averaging: float
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """alpha = 1/(8 L) with L of psi, beta = 1/(2 L_g), gamma = 3/(4 L_g), theta = 1/2, start 1/2."""
        levels = problem.objective
        beta = 0.5 / levels.lower_smoothness()
        return cls(
            0.125 / levels.smoothness(), beta, 1.5 * beta, 0.5, np.full(problem.lower_dimension(), 0.5)
        )

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        check(self, problem, ())
        checks.positive("system_step_size", self.system_step_size)
        checks.positive("averaging", self.averaging)
        checks.between("averaging", self.averaging, 0, 1)

    def init(self, problem, x0):
        return State(x0, self.start.copy(), np.zeros_like(self.start), np.zeros_like(x0))

    def step(self, problem, state, rng):
        drawn = problem.realisation(rng)
        h = (1 - self.averaging) * state.h + self.averaging * self.direction(drawn, state)
        y = state.y - self.lower_step_size * drawn.lower_y(state.x, state.y)
        z = state.z - self.system_step_size * self.residual(drawn, state)
        return State(state.x - self.step_size * state.h, y, z, h)

    def direction(self, drawn, state):
        """f_x - g_xy z."""
        return drawn.upper_x(state.x, state.y) - drawn.lower_xy(state.x, state.y) @ state.z

    def residual(self, drawn, state):
        """g_yy z - f_y."""
        return drawn.lower_yy(state.x, state.y) @ state.z - drawn.upper_y(state.x, state.y)
