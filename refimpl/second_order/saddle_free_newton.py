"""Saddle-free Newton: Newton's method with the modulus of the Hessian, which repels it from saddles.

Source      Dauphin, Pascanu, Gulcehre, Cho, Ganguli & Bengio 2014.
Step        H = V diag(w) V',  x+ = x - V diag(1/(|w| + c)) V'g
Guarantee   on a quadratic one step multiplies the distance to the critical point by c/(w + c) along positive curvature
            and by 2 - c/(|w| + c) along negative curvature: with c = 0 by 0 and by 2, whatever w is     (derived)
            <g, x - x+> >= |g|^2/(|H| + c): a direction of descent                                       (derived)
Assumes     |w| + c > 0. Not monotone; a start without component along negative curvature stays without.
Cost        one gradient, one Hessian and one eigendecomposition per step; d^2 floats.
Departures  c is constant; the authors choose it anew at every step among powers of ten.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import eigh


class State(NamedTuple):
    """Iterate of saddle-free Newton."""

    x: Any  # x_k, shape (d,)


class SaddleFreeNewton(NamedTuple):
    """Saddle-free Newton with `damping` c >= 0."""

    damping: float

    @classmethod
    def prescribed(cls, problem):
        """c = 1/4: the theory of one step on a quadratic asks for none, a singular Hessian for some."""
        return cls(damping=0.25)

    def validate(self, problem):
        """Raise ValueError unless the damping is usable."""
        checks.nonnegative("damping", self.damping)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        w, V = eigh(self.hessian(problem, state.x))
        return State(state.x - self.displacement(w, V, problem.gradient(state.x)))

    def hessian(self, problem, x):
        """H, shape (d, d)."""
        return problem.hessian(x)

    def displacement(self, w, V, g):
        """(|H| + c I)^{-1} g, shape (d,)."""
        return V @ ((V.T @ g) / (np.abs(w) + self.damping))
