"""Cubic Newton: Newton's method with cubic regularisation, without a step size.

Source      Nesterov & Polyak 2006; lazy cubic Newton (Doikov, Chayti & Jaggi 2023) with a new Hessian at every step.
Step        x+ = x + argmin_h <g, h> + <H h, h>/2 + (M/6) |h|^3,  the global minimiser; g, H at x
Guarantee   f - f+ >= (M/4 - L/6) r^3, r = |x+ - x|                                                      (derived)
            |g+| <= (L + M) r^2/2  and  H(x+) >= -(M/2 + L) r I                                          (derived)
            f_k - f* <= 9 M D^3/(k + 4)^2, k >= 1, for convex f and M >= L, D = max_k |x_k - x*|         (derived)
            local order 2 where H(x*) > 0; x+ = (1 - 1/(1 + sqrt(1 + M/L))) x on L |x|^3/6               (derived)
Assumes     an L-Lipschitz Hessian, M > 2 L/3 for descent; neither convexity nor a regular Hessian.
Cost        one gradient, one Hessian and one eigendecomposition per step; d^2 floats.
Departures  M is constant. At a strict saddle, as in every hard case, either sign of the step minimises the model:
            `cubic_model` says which one is taken.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.core.dialect import eigh
from refimpl.second_order.cubic_model import cubic_step


class State(NamedTuple):
    """Iterate of cubic Newton."""

    x: Any  # x_k, shape (d,)


class CubicNewton(NamedTuple):
    """Cubic Newton with regularisation constant `M` > 0."""

    M: float

    @classmethod
    def prescribed(cls, problem):
        """M = L_2, the Lipschitz constant of the Hessian; where it is 0 every M > 0 is covered: then M = 1."""
        return cls(M=problem.hessian_lipschitz() or 1.0)

    def validate(self, problem):
        """Raise ValueError unless M is usable."""
        checks.positive("M", self.M)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        w, V = eigh(problem.hessian(state.x))
        return State(state.x + self.displacement(w, V, problem.gradient(state.x)))

    def displacement(self, w, V, g):
        """h, shape (d,)."""
        return cubic_step(w, V, g, self.M)
