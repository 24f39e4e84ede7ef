"""One-stage bi-level descent aggregation: one aggregated lower step per step of x, first-order oracles only.

Source      Liu, Mu, Yuan, Zeng & Zhang 2020 (ICML), the one-stage variant; its derivative of the lower step is the
            central difference that one-step methods use.
Step        D(x, y) = a s_u f(x, y) + (1 - a) s_l g(x, y),  y+ = y - D_y(x, y),  u = f_y(x, y+)
            x+ = x - eta (f_x(x, y+) - (D_x(x, y + e u) - D_x(x, y - e u)) / (2 e))
Guarantee   both levels quadratic: the direction is the gradient in x of f(x, y - D_y(x, y)), exactly        (derived)
            otherwise the error of the difference is at most (e^2/6) sup |D_xyyy| |u|^3                       (derived)
Assumes     s_u L_f <= 1, s_l L_g <= 1; e small against the scale on which D_x is curved.
Cost        2 upper_y, 3 upper_x, one lower_y and 2 lower_x per step; one lower copy, kept between steps.
Departures  a is fixed: with one inner step per iteration the paper's a_0 is the only one there is.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterates of both levels."""

    x: Any  # x_k, shape (dx,)
    y: Any  # y_k, shape (dy,)


class OneStageBDA(NamedTuple):
    """`step_size` eta, `upper_weight` s_u, `lower_weight` s_l, `aggregation` a in [0, 1], `difference` e > 0.

    The lower copy starts at `start` (dy,).
    """

    step_size: float
    upper_weight: float
    lower_weight: float
    aggregation: float
    difference: float
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """s_u = 1/l_f1, s_l = 1/L_g, a = 1/2, e = 1/64; eta = 1/8 is a common value, not a theory's; start 0."""
        s_u, s_l = 1.0 / problem.l_f1(), 1.0 / problem.lower_smoothness()
        return cls(0.125, s_u, s_l, 0.5, 2.0**-6, np.zeros(problem.lower_dimension()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        checks.positive("step_size", self.step_size)
        checks.positive("upper_weight", self.upper_weight)
        checks.positive("lower_weight", self.lower_weight)
        checks.between("aggregation", self.aggregation, 0, 1)
        checks.positive("difference", self.difference)
        checks.array("start", self.start, shape=(problem.lower_dimension(),))

    def init(self, problem, x0):
        return State(x0, self.start.copy())

    def step(self, problem, state, rng):
        upper = self.aggregation * self.upper_weight
        lower = (1.0 - self.aggregation) * self.lower_weight
        y = state.y - upper * problem.upper_y(state.x, state.y) - lower * problem.lower_y(state.x, state.y)
        shift = self.difference * problem.upper_y(state.x, y)
        by_upper = problem.upper_x(state.x, state.y + shift) - problem.upper_x(state.x, state.y - shift)
        by_lower = problem.lower_x(state.x, state.y + shift) - problem.lower_x(state.x, state.y - shift)
        correction = (upper * by_upper + lower * by_lower) / (2 * self.difference)
        return State(state.x - self.step_size * (problem.upper_x(state.x, y) - correction), y)
