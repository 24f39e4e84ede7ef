"""Gradient descent on a T-step hyper-objective by forward-mode differentiation.

Source      Franceschi et al. 2018; the forward mode that Shaban, Cheng, Hatch & Boots 2019 compare with.
Step        y_0 = start, W_0 = 0;  for t < T, both at (x_k, y_t):
            W_{t+1} = W_t - gamma (W_t g_yy + g_xy),  y_{t+1} = y_t - gamma g_y
            x+ = x - eta (f_x + W_T f_y)(x_k, y_T)
Guarantee   W_T = (dy_T/dx)', so the direction is the gradient of F_T(x) = f(x, y_T(x))                (derived)
            W_T = -gamma sum_{j<T} g_xy (I - gamma A)^j on quadratics: the T-term Neumann series        (derived)
Assumes     0 < gamma <= 1/L_g for convergence in T; the gradient is exact without it.
Cost        T lower_y, lower_yy and lower_xy, one upper_x and upper_y; a dx x dy matrix and no trajectory.
Departures  W (dx, dy) is the transposed Jacobian; every outer step starts at the same y_0.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.hypergradient import check, iterations
from refimpl.bilevel.reverse_unrolled import State


class ForwardUnrolled(NamedTuple):
    """`step_size` eta, `lower_step_size` gamma, `inner_steps` T, first lower iterate `start` (dy,)."""

    step_size: float
    lower_step_size: float
    inner_steps: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """eta = 1/L of psi, gamma = 1/L_g, (1 - mu gamma)^T <= 1/16, start 0."""
        gamma = 1.0 / problem.lower_smoothness()
        T = iterations(1 - problem.lower_strong_convexity() * gamma, 1 / 16)
        return cls(1.0 / problem.smoothness(), gamma, T, np.zeros(problem.lower_dimension()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        check(self, problem, ("inner_steps",))

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        pair = self.solved(problem, state.x)
        return State(state.x - self.step_size * self.direction(problem, state.x, pair))

    def solved(self, problem, x):
        """y_T and the transposed Jacobian W_T."""
        y = self.start.copy()
        W = np.zeros_like(problem.lower_xy(x, y))
        for _ in range(self.inner_steps):
            W = W - self.lower_step_size * (W @ problem.lower_yy(x, y) + problem.lower_xy(x, y))
            y = y - self.lower_step_size * problem.lower_y(x, y)
        return y, W

    def direction(self, problem, x, pair):
        """The chain rule at y_T."""
        y, W = pair
        return problem.upper_x(x, y) + W @ problem.upper_y(x, y)
