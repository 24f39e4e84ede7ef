"""Bi-level descent aggregation: the inner loop mixes descent of both levels, and x is moved through the unrolled loop.

Source      Liu, Mu, Yuan, Zeng & Zhang 2020 (ICML).
Step        y_0 = start, J_0 = 0, a_j = a/(j + 1); for j = 0, ..., T - 1:
            J_{j+1} = J_j - a_j s_u (f_xy + J_j f_yy) - (1 - a_j) s_l (g_xy + J_j g_yy)    at (x, y_j)
            y_{j+1} = y_j - a_j s_u f_y(x, y_j) - (1 - a_j) s_l g_y(x, y_j)
            x+ = x - eta (f_x(x, y_T) + J_T f_y(x, y_T))
Guarantee   the direction is the gradient of phi_T(x) = f(x, y_T(x)), exactly                            (derived)
            counter-example: x -> 1 with an error of prod_j (1 - a_j s_u); without aggregation x -> 1/2      (derived)
Assumes     f strongly convex and smooth in y, g convex and smooth in y, s_u L_f <= 1, s_l L_g <= 1.
Cost        T (upper_y, lower_y, upper_yy, upper_xy, lower_yy, lower_xy) + upper_x + upper_y, and a lower_xy for its
            shape; J is (dx, dy).
Departures  forward mode; y is unconstrained. a = 0 is the unrolled lower level (RHG, ITD).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate; the lower level starts anew in every step."""

    x: Any  # x_k, shape (dx,)


class BDA(NamedTuple):
    """`step_size` eta, `upper_weight` s_u, `lower_weight` s_l, `aggregation` a in [0, 1], `inner_steps` T, `start`."""

    step_size: float
    upper_weight: float
    lower_weight: float
    aggregation: float
    inner_steps: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """s_u = 1/L_f, s_l = 1/L_g, a = 1/2, T = 8; eta = 1/8 is a common value, not a theory's; start 0."""
        s_u, s_l = 1.0 / problem.upper_smoothness(), 1.0 / problem.lower_smoothness()
        return cls(0.125, s_u, s_l, 0.5, 8, np.zeros(problem.lower_dimension()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        checks.positive("step_size", self.step_size)
        checks.positive("upper_weight", self.upper_weight)
        checks.positive("lower_weight", self.lower_weight)
        checks.between("aggregation", self.aggregation, 0, 1)
        checks.count("inner_steps", self.inner_steps)
        checks.array("start", self.start, shape=(problem.lower_dimension(),))

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        y = self.start
        J = 0.0 * problem.lower_xy(state.x, y)
        for j in range(self.inner_steps):
            upper = self.aggregation / (j + 1) * self.upper_weight
            lower = (1.0 - self.aggregation / (j + 1)) * self.lower_weight
            by_upper = problem.upper_xy(state.x, y) + J @ problem.upper_yy(state.x, y)
            by_lower = problem.lower_xy(state.x, y) + J @ problem.lower_yy(state.x, y)
            J = J - upper * by_upper - lower * by_lower
            y = y - upper * problem.upper_y(state.x, y) - lower * problem.lower_y(state.x, y)
        direction = problem.upper_x(state.x, y) + J @ problem.upper_y(state.x, y)
        return State(state.x - self.step_size * direction)
