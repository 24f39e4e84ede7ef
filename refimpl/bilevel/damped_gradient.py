"""Hyper-gradient descent with a damped inverse of g_yy, the response of a proximal lower level.

Source      Vicol, Lorraine, Pedregosa, Duvenaud & Grosse 2022 (damped hyper-gradients, overparametrised lower levels).
Step        T times from y_k:  y <- y - gamma g_y(x_k, y)
            x+ = x - eta (f_x - g_xy (g_yy + eps I)^{-1} f_y),  all at (x_k, y+)
Guarantee   q = (g_yy + eps I)^{-1} f_y multiplies the eigenvector of h by 1/(h + eps); i Neumann terms multiply it by
            (1 - (1 - gamma h)^i)/h, with eps = 1/(gamma i) between 1 and 2 times as much, 1 and 1.2985 as i -> inf
            eps -> 0: g_xy q -> g_xy g_yy^+ f_y where f_y lies in the range of g_yy                    (all derived)
Assumes     g_yy positive semidefinite, 0 < gamma g_yy <= 1 on its range.
Cost        T lower_y, one lower_yy and solve, one each of upper_x, upper_y, lower_xy_vector; a lower copy.
Departures  the lower level itself is not damped, and is kept from step to step (warm start).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.hypergradient import check, iterations, lower_steps
from refimpl.bilevel.implicit_gradient import State
from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal


class DampedGradient(NamedTuple):
    """`step_size` eta, `lower_step_size` gamma, `inner_steps` T, `damping` eps > 0, `start` (dy,) of y."""

    step_size: float
    lower_step_size: float
    inner_steps: int
    damping: float
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """eta = 1/L of psi, gamma = 1/L_g, (1 - mu gamma)^T <= 1/4, eps = mu/8, start 0."""
        gamma, mu = 1.0 / problem.lower_smoothness(), problem.lower_strong_convexity()
        T = iterations(1 - mu * gamma, 1 / 4)
        return cls(1.0 / problem.smoothness(), gamma, T, mu / 8, np.zeros(problem.lower_dimension()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        check(self, problem, ("inner_steps",))
        checks.positive("damping", self.damping)

    def init(self, problem, x0):
        return State(x0, self.start.copy())

    def step(self, problem, state, rng):
        y = self.solved(problem, state.x, state.y)
        return State(state.x - self.step_size * self.direction(problem, state.x, y), y)

    def solved(self, problem, x, y):
        """The lower iterate after the gradient steps."""
        return lower_steps(problem, x, y, self.lower_step_size, self.inner_steps)

    def direction(self, problem, x, y):
        """f_x - g_xy q with the damped q."""
        q = np.linalg.solve(add_to_diagonal(problem.lower_yy(x, y), self.damping), problem.upper_y(x, y))
        return problem.upper_x(x, y) - problem.lower_xy_vector(x, y, q)
