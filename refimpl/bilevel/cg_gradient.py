"""Hyper-gradient descent with conjugate gradients for the linear system of implicit differentiation.

Source      Lorraine, Vicol & Duvenaud 2020 and Salehi et al. 2025 (hyper-gradients by conjugate gradients); the linear
            method is that of Hestenes & Stiefel 1952.
Step        T times from y_k:  y <- y - gamma g_y(x_k, y);  at (x_k, y+), H = g_yy, b = f_y:  q = 0, r = p = b,
            k times:  a = r'r/p'Hp,  q <- q + a p,  s = r - a Hp,  p <- s + (s's/r'r) p,  r <- s
            x+ = x - eta (f_x - g_xy q)
Guarantee   q minimises q'Hq/2 - b'q over span(b, Hb, ..., H^{k-1} b): H q = b for k = dy               (derived)
            |q - H^{-1}b|_H <= 2 ((sqrt c - 1)/(sqrt c + 1))^k |H^{-1}b|_H,  c the condition number     (derived)
Assumes     g_yy positive definite at the lower iterates, k <= dy.
Cost        T lower_y, k lower_yy_vector, one each of upper_x, upper_y, lower_xy_vector; four lower copies.
Departures  a fixed number of steps from q = 0; where the residual is zero the iteration ends.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.hypergradient import check, iterations, lower_steps
from refimpl.bilevel.implicit_gradient import State
from refimpl.core import checks


class CGGradient(NamedTuple):
    """`step_size` eta, `lower_step_size` gamma, `inner_steps` T, `cg_steps` k <= dy, `start` (dy,) of y."""

    step_size: float
    lower_step_size: float
    inner_steps: int
    cg_steps: int
    start: Any

    @classmethod
    def prescribed(cls, problem):
        """eta = 1/L of psi, gamma = 1/L_g, (1 - mu gamma)^T <= 1/16, two steps of conjugate gradients (dy if less)."""
        gamma, d = 1.0 / problem.lower_smoothness(), problem.lower_dimension()
        T = iterations(1 - problem.lower_strong_convexity() * gamma, 1 / 16)
        return cls(1.0 / problem.smoothness(), gamma, T, min(2, d), np.zeros(d))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable, k <= dy, and the start has the lower dimension."""
        check(self, problem, ("inner_steps", "cg_steps"))
        checks.between("cg_steps", self.cg_steps, 1, problem.lower_dimension())

    def init(self, problem, x0):
        return State(x0, self.start.copy())

    def step(self, problem, state, rng):
        y = self.solved(problem, state.x, state.y)
        return State(state.x - self.step_size * self.direction(problem, state.x, y), y)

    def solved(self, problem, x, y):
        """The lower iterate after the gradient steps."""
        return lower_steps(problem, x, y, self.lower_step_size, self.inner_steps)

    def direction(self, problem, x, y):
        """f_x - g_xy q with q after k steps of conjugate gradients."""
        r = problem.upper_y(x, y)
        p, q, rr = r, np.zeros_like(r), np.dot(r, r)
        for _ in range(self.cg_steps):
            if rr == 0:
                break
            Hp = problem.lower_yy_vector(x, y, p)
            a = rr / np.dot(p, Hp)
            q, r = q + a * p, r - a * Hp
            ss = np.dot(r, r)
            p, rr = r + (ss / rr) * p, ss
        return problem.upper_x(x, y) - problem.lower_xy_vector(x, y, q)
