"""Gradient descent on a T-step hyper-objective by reverse-mode differentiation, truncated or in full (K-RMD).

Source      Franceschi et al. 2018 (T-step problem, reverse mode); Shaban, Cheng, Hatch & Boots 2019 (K-RMD).
Step        y_0 = start,  y_{t+1} = y_t - gamma g_y(x_k, y_t)  for t < T;  a = f_y(x_k, y_T), h = f_x(x_k, y_T)
            for t = T-1, ..., T-K:  h <- h - gamma g_xy(x_k, y_t) a,  a <- a - gamma g_yy(x_k, y_t) a
            x+ = x - eta h
Guarantee   K = T: h is the gradient of F_T(x) = f(x, y_T(x))                                        (derived)
            mu <= g_yy <= 1/gamma: |h_K - h_T| <= (1 - gamma mu)^K (l_g1/mu) |f_y(x, y_T)|             (derived)
            quadratic lower level: y_T - y* = (I - gamma A)^T (start - y*)                             (derived)
Assumes     0 < gamma <= 1/L_g, g mu-strongly convex in y, 1 <= K <= T.
Cost        T lower_y, K lower_yy_vector and lower_xy_vector, one upper_x and upper_y; T + 1 lower copies.
Departures  all T lower iterates are kept, of which K are used; every outer step starts at the same y_0.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.hypergradient import check, iterations
from refimpl.core import checks


class State(NamedTuple):
    """The upper iterate."""

    x: Any  # x_k, shape (dx,)


class ReverseUnrolled(NamedTuple):
    """`step_size` eta, `lower_step_size` gamma, `inner_steps` T, `kept_steps` K of them differentiated, `start` (dy,).

    K = T is reverse mode in full.
    """

    step_size: float
    lower_step_size: float
    inner_steps: int
    kept_steps: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """eta = 1/L of psi, gamma = 1/L_g, (1 - mu gamma)^T <= 1/16, (1 - mu gamma)^K <= 1/4, start 0."""
        gamma = 1.0 / problem.lower_smoothness()
        factor = 1 - problem.lower_strong_convexity() * gamma
        T, K = iterations(factor, 1 / 16), iterations(factor, 1 / 4)
        return cls(1.0 / problem.smoothness(), gamma, T, K, np.zeros(problem.lower_dimension()))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable, K <= T, and the start has the lower dimension."""
        check(self, problem, ("inner_steps", "kept_steps"))
        checks.between("kept_steps", self.kept_steps, 1, self.inner_steps)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        ys = self.solved(problem, state.x)
        return State(state.x - self.step_size * self.direction(problem, state.x, ys))

    def solved(self, problem, x):
        """y_0, ..., y_T."""
        ys = [self.start.copy()]
        for t in range(self.inner_steps):
            ys.append(ys[t] - self.lower_step_size * problem.lower_y(x, ys[t]))
        return ys

    def direction(self, problem, x, ys):
        """The hyper-gradient through the last K of the lower steps."""
        a, h = problem.upper_y(x, ys[-1]), problem.upper_x(x, ys[-1])
        for j in range(self.kept_steps):
            y = ys[-2 - j]
            h = h - self.lower_step_size * problem.lower_xy_vector(x, y, a)
            a = a - self.lower_step_size * problem.lower_yy_vector(x, y, a)
        return h
