"""Hyper-gradient descent through the fixed point of proximal gradient steps, by implicit differentiation.

Source      Blondel et al. 2022 (implicit differentiation of the fixed point of a proximal gradient step; products with
            the Jacobian by a Krylov method).
Step        lower level g(x, .) + w |.|_1, fixed points of T(x, y) = soft(y - gamma g_y(x, y), gamma w)
            n times from y_k:  y <- T(x_k, y);  at (x_k, y+), M = diag(1 where y+ != 0, else 0):
            I - T_y = I - M (I - gamma g_yy),  T_x = -gamma M g_yx,  on the active set gamma M g_yy M
            (gamma M g_yy M) s = M f_y,  d = -eta (f_x - gamma g_xy s),  x+ = x_k + d                    (VJP)
            (gamma M g_yy M) t = -gamma M g_yx d,  y_{k+1} = y+ + t                                      (JVP)
            both by conjugate gradients from zero: k steps, or as many as there are active coordinates
Guarantee   at the fixed point, k = dy: f_x - gamma g_xy s = f_x - g_xS g_SS^{-1} f_S = grad psi     (derived)
            quadratic levels, w = 0, k = dy: y = y*(x) is kept by the prediction for ever            (derived)
Assumes     g_SS positive definite, S the active coordinates; no coordinate on the threshold, where y*(x) has a kink.
Cost        n lower_y, one each of upper_x, upper_y, lower_xy, lower_xy_vector; up to 2k lower_yy_vector.
Departures  both systems are restricted to the active set, where they are symmetric. The lower level of the next step
            starts at the first-order prediction of its solution: the use made of the JVP here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.hypergradient import check
from refimpl.core import checks


class State(NamedTuple):
    """Iterates of both levels."""

    x: Any  # x_k, shape (dx,)
    y: Any  # y_k, shape (dy,): predicts y*(x_k)


class FixedPointGradient(NamedTuple):
    """`step_size` eta, `lower_step_size` gamma, `weight` w >= 0, `inner_steps` n, `cg_steps` k, `start`.

    `start` (dy,) is the first lower iterate.
    """

    step_size: float
    lower_step_size: float
    weight: float
    inner_steps: int
    cg_steps: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """eta = 1/L of psi without w, gamma = 1/L_g, w = 1/4, three lower steps, k = 2, start 1/4."""
        eta, gamma = 1.0 / problem.smoothness(), 1.0 / problem.lower_smoothness()
        return cls(eta, gamma, 0.25, 3, 2, np.ones(problem.lower_dimension()) / 4)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and the start has the lower dimension."""
        check(self, problem, ("inner_steps", "cg_steps"))
        checks.nonnegative("weight", self.weight)

    def init(self, problem, x0):
        return State(x0, self.start.copy())

    def step(self, problem, state, rng):
        y = self.solved(problem, state.x, state.y)
        active = np.where(y == 0, 0.0, 1.0)
        d = -self.step_size * self.direction(problem, state.x, y, active)
        return State(state.x + d, y + self.prediction(problem, state.x, y, active, d))

    def solved(self, problem, x, y):
        """The lower iterate after the proximal gradient steps."""
        threshold = self.lower_step_size * self.weight
        for _ in range(self.inner_steps):
            u = y - self.lower_step_size * problem.lower_y(x, y)
            y = np.maximum(u - threshold, 0.0) + np.minimum(u + threshold, 0.0)
        return y

    def direction(self, problem, x, y, active):
        """f_x plus the vector-Jacobian product of f_y."""
        s = self.conjugate(problem, x, y, active, active * problem.upper_y(x, y))
        return problem.upper_x(x, y) - self.lower_step_size * problem.lower_xy_vector(x, y, s)

    def prediction(self, problem, x, y, active, d):
        """The Jacobian-vector product of d."""
        b = -self.lower_step_size * active * (problem.lower_xy(x, y).T @ d)
        return self.conjugate(problem, x, y, active, b)

    def conjugate(self, problem, x, y, active, b):
        """Conjugate gradients on the active system from zero."""
        q, p, r, rr = np.zeros_like(b), b, b, np.dot(b, b)
        # as many steps solve the system: a further one would divide rounding by rounding
        enough = np.sum(active)
        for k in range(self.cg_steps):
            if k >= enough or rr == 0:
                break
            v = self.lower_step_size * active * problem.lower_yy_vector(x, y, p)
            a = rr / np.dot(p, v)
            q, r = q + a * p, r - a * v
            ss = np.dot(r, r)
            p, rr = r + (ss / rr) * p, ss
        return q
