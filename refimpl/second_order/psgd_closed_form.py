"""PSGD with the closed form of its criterion: the inverse root of the mean of outer products.

Source      Li 2024 (Stochastic Hessian fitting on Lie groups), the closed-form solution.
Step        v ~ N(0, I),  h = H(x_k) v,  S_k = S_{k-1} + (h h' - S_{k-1})/(k + 1),  S_0 = I
            P_k = S_k^{-1/2},   x_k = x_{k-1} - s P_k g
Guarantee   P_k is the minimiser of tr P S_k + tr P^{-1}, the mean of the criteria so far, with the value 2 tr S_k^{1/2}
                                                                                                             (derived)
            constant H: E S_k = (I + k H^2)/(k + 1), and its covariance is that of one pair times k/(k + 1)^2  (derived)
Assumes     nothing for the minimum; H constant for the law.
Cost        one gradient and one Hessian-vector product per step; a symmetric eigendecomposition, some 9 d^3
            operations, and d^2 floats.
Departures  the identity counts as the first pair: without it the mean is singular for d steps. Ball arithmetic cannot
            separate its equal eigenvalues: for d > 2 the first steps are undecidable there.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import eigh, identity_like
from refimpl.second_order.psgd import normal_pair


class State(NamedTuple):
    """Iterate, mean of outer products, and how many pairs it is over, beside the identity."""

    x: Any  # x_k, shape (d,)
    S: Any  # S_k, shape (d, d)
    k: int


class PSGDClosedForm(NamedTuple):
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
        return State(x0, identity_like(np.outer(x0, x0)), 0)

    def step(self, problem, state, rng):
        _, h = self.pair(problem, state.x, rng)
        k = state.k + 1
        S = self.mean(state.S, np.outer(h, h), k)
        return State(state.x - self.step_size * self.applied(S, problem.gradient(state.x)), S, k)

    def pair(self, problem, x, rng):
        """A normal vector and its product with the Hessian, each (d,)."""
        return normal_pair(problem, x, rng)

    def mean(self, S, outer, k):
        """S_k from S_{k-1}, shape (d, d)."""
        return S + (outer - S) / (k + 1)

    def applied(self, S, g):
        """S^{-1/2} g, shape (d,)."""
        w, V = eigh(S)
        return V @ ((V.T @ g) / np.sqrt(w))
