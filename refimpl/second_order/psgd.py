"""PSGD: gradients preconditioned by a matrix that is fitted to Hessian-vector products, on the general linear group.

Source      Li 2018 (Preconditioned stochastic gradient descent); Li 2024 (Stochastic Hessian fitting on Lie groups).
Step        v ~ N(0, I),  h = H(x_k) v,  a = Q h,  b = Q^{-T} v,  A = (a a' - b b')/(|a|^2 + |b|^2)
            Q+ = (I - mu A) Q,   x+ = x - s Q+'Q+ g,   Q_0 = I
Guarantee   the criterion c(P) = h'P h + v'P^{-1} v has the mean tr P H^2 + tr P^{-1}, least at P = |H|^{-1} alone.
            c(P+) <= c(P) for the pair (v, h) of the step if mu <= 2 sqrt 2 - 2; beyond it may grow          (derived)
            coordinates x = T x', v = T v' give P' = T^{-1} P T^{-T} for every regular T                     (derived)
Assumes     H(x_k) regular for the limit; positive definite for P = H^{-1} to be a fixed point of every draw.
Cost        one gradient and one Hessian-vector product per step; a solve, 2 d^3/3 operations, and d^2 floats.
Departures  Q_0 is I where published code scales it by the first pair; no momentum, no clipping of the step.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import identity_like


class State(NamedTuple):
    """Iterate and what is fitted."""

    x: Any  # x_k, shape (d,)
    F: Any  # the factor Q of P = Q'Q, or P itself where that is fitted, shape (d, d)


class PSGD(NamedTuple):
    """`step_size` s > 0 of the iterate, `fit_step` mu in (0, 1] of the preconditioner."""

    step_size: float
    fit_step: float

    @classmethod
    def prescribed(cls, problem):
        """mu = 1/4, below the bounds of all claims; s = 1/8 for problems of order one."""
        return cls(step_size=0.125, fit_step=0.25)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.positive("fit_step", self.fit_step)
        if self.fit_step > 1:
            raise ValueError(f"fit_step must be at most 1, got {self.fit_step!r}")

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
        """Q+, shape (d, d)."""
        a, b = F @ h, np.linalg.solve(F.T, v)
        mu = self.fit_step / (np.dot(a, a) + np.dot(b, b))
        return F - mu * (np.outer(a, F.T @ a) - np.outer(b, v))  # b'Q = v'

    def applied(self, F, g):
        """P g, shape (d,)."""
        return F.T @ (F @ g)


def normal_pair(problem, x, rng):
    """v ~ N(0, I) and H(x) v, each (d,)."""
    v = rng.standard_normal(x.shape[0])
    return v, problem.hessian_vector(x, v)
