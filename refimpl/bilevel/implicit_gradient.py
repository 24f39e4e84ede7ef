"""Gradient descent on the hyper-objective by exact implicit differentiation.

Source      Pedregosa 2016 (exact inner solves); Shaban, Cheng, Hatch & Boots 2019 (implicit differentiation); Blondel
            et al. 2022 (root F = g_y).
Step        n times from y_k:  y <- y - g_yy(x_k, y)^{-1} g_y(x_k, y)
            x+ = x - eta (f_x - g_xy g_yy^{-1} f_y)(x, y+)
Guarantee   psi(x+) <= psi(x) - eta (1 - L eta/2) |grad psi|^2 where y+ = y*(x)                     (derived)
            |z(x, y) - grad psi(x)| <= (l_g2 l_f0/mu + (l_g1/mu) (l_f1 + l_g2 l_f0/mu)) |y - y*(x)|  (derived)
Assumes     g mu-strongly convex in y, grad psi L-Lipschitz; one Newton step is exact where g is quadratic in y.
            The bound for y near y*(x): f_x constant in y; f_y l_f1-, g_yy and g_xy l_g2-Lipschitz in y; |f_y| <= l_f0
            and |g_xy| <= l_g1.
Cost        n + 1 lower_yy and solves, n lower_y, one each of upper_x, upper_y, lower_xy_vector; a lower copy.
Departures  the lower level is solved by full Newton steps, which are local where g is not quadratic.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.hypergradient import check, implicit
from refimpl.core import checks


class State(NamedTuple):
    """Iterates of the upper and the lower level."""

    x: Any  # x_k, shape (dx,)
    y: Any  # y_k, shape (dy,): tracks y*(x_{k-1})


class ImplicitGradient(NamedTuple):
    """`step_size` eta, `newton_steps` n >= 1 per step, first lower iterate `start` (dy,)."""

    step_size: float
    newton_steps: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """eta = 1/L, one Newton step, start 0; for a strongly convex lower level only."""
        checks.positive("lower_strong_convexity", problem.lower_strong_convexity())
        return cls(1.0 / problem.smoothness(), 1, np.zeros(problem.lower_dimension()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        check(self, problem, ("newton_steps",))

    def init(self, problem, x0):
        return State(x0, self.start.copy())

    def step(self, problem, state, rng):
        y = self.solved(problem, state.x, state.y)
        return State(state.x - self.step_size * self.direction(problem, state.x, y), y)

    def solved(self, problem, x, y):
        """The lower iterate after the Newton steps."""
        for _ in range(self.newton_steps):
            y = y - np.linalg.solve(problem.lower_yy(x, y), problem.lower_y(x, y))
        return y

    def direction(self, problem, x, y):
        """The hyper-gradient as if y were y*(x)."""
        return implicit(problem, x, y)
