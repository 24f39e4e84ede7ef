"""BFGS as Hessian fitting: the preconditioner of PSGD takes the secant equation of every probe.

Source      Li 2024 (Stochastic Hessian fitting on Lie groups): the criterion of one pair with v'h > 0 is least where
            P h = v; the update of Broyden, Fletcher, Goldfarb & Shanno 1970.
Step        v ~ N(0, I),  h = H(x_k) v,  c = v'h;   P+ = (I - v h'/c) P (I - h v'/c) + v v'/c if c > 0, else P
            x+ = x - s P+ g,   P_0 = I
Guarantee   c > 0: P+ is positive definite, P+ h = v, and h'P+ h + v'P+^{-1} v = 2 v'h, the least value     (derived)
            H positive definite and constant, E = H^{1/2} P H^{1/2} - I: E+ = (I - u u') E (I - u u') with
            u = H^{1/2} v/|H^{1/2} v|, so |E+|_F <= |E|_F; after d directions with v_i'H v_j = 0 E vanishes (derived)
Assumes     H positive definite for the second guarantee.
Cost        one gradient and one Hessian-vector product per step; some 6 d^2 operations and d^2 floats.
Departures  the pairs are random probes, not differences of iterates and gradients.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import identity_like
from refimpl.second_order.psgd import normal_pair


class State(NamedTuple):
    """Iterate and preconditioner."""

    x: Any  # x_k, shape (d,)
    F: Any  # P_k, shape (d, d)


class PSGDBFGS(NamedTuple):
    """`step_size` s > 0."""

    step_size: float

    @classmethod
    def prescribed(cls, problem):
        """s = 1/8, for problems of order one."""
        return cls(step_size=0.125)

    def validate(self, problem):
        """Raise ValueError unless the step size is usable."""
        checks.positive("step_size", self.step_size)

    def init(self, problem, x0):
        return State(x0, identity_like(np.outer(x0, x0)))

    def step(self, problem, state, rng):
        v, h = self.pair(problem, state.x, rng)
        F = self.fitted(state.F, v, h)
        return State(state.x - self.step_size * self.applied(F, problem.gradient(state.x)), F)

    def pair(self, problem, x, rng):
        """A normal vector and its product with the Hessian, each (d,)."""
        return normal_pair(problem, x, rng)

    def fitted(self, F, v, h):
        """P+, shape (d, d)."""
        c = np.dot(v, h)
        if c <= 0:
            return F
        u = F @ h
        return F - (np.outer(u, v) + np.outer(v, u)) / c + (1 + np.dot(h, u) / c) / c * np.outer(v, v)

    def applied(self, F, g):
        """P g, shape (d,)."""
        return F @ g
