"""Bloop: the auxiliary gradient, projected off a moving average of the main gradient.

Source      Hsieh, Thornton, Ndiaye, Klein, Cuturi & Ablin 2024 (ICML); the order of lines of the authors' code.
Step        g, a the gradients of F and A on one draw:  r <- (1 - rho) r + rho g,  r = g at the first step
            d = g + lambda (a - <a, r>/|r|^2 r);  x+ = x - eta d;  rho = 1 is the surgery without a moving average
Guarantee   rho = 1, no noise: <g, d> = |g|^2, so (1 - L eta/2) mean |g_k|^2 <=
            (F(x_0) - min F)/(eta K) + L eta lambda^2 max |a_k|^2/2                                     (derived)
            F quadratic, A = |x|^2/2: x shrinks by 1 - eta lambda a step on the kernel of the Hessian of F  (derived)
            rho = 1, nothing but isotropic noise in g: the projection takes only a/d off a, on average   (derived)
Assumes     F L-smooth and eta < 2/L for the bound.
Cost        one draw, lower_x and upper_x per step; d floats.
Departures  no epsilon: the projection off r = 0 changes nothing. `fixed` is the other variable of the two levels.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.bilevel.surgery import check, gradients, without
from refimpl.core import checks


class State(NamedTuple):
    """Iterate, moving average of the main gradient, steps."""

    x: Any  # x_k, shape (dx,)
    r: Any  # shape (dx,), not read at the first step
    k: int


class Bloop(NamedTuple):
    """`step_size` eta, `weight` lambda >= 0 of the auxiliary objective, `average` rho in (0, 1], `fixed` y (dy,)."""

    step_size: float
    weight: float
    average: float
    fixed: Any

    @classmethod
    def prescribed(cls, problem):
        """eta = 1/8, lambda = 1/2, rho = 1/4, y = 1/2: common values, not a theory's."""
        return cls(0.125, 0.5, 0.25, np.full(problem.lower_dimension(), 0.5))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable and `fixed` has the lower dimension."""
        check(self, problem)
        checks.positive("average", self.average)
        checks.between("average", self.average, 0, 1)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        g, a = gradients(problem, state.x, self.fixed, rng)
        r = self.averaged(state, g)
        return State(state.x - self.step_size * self.direction(g, a, r), r, state.k + 1)

    def averaged(self, state, g):
        """r."""
        rho = 1.0 if state.k == 0 else self.average
        return (1 - rho) * state.r + rho * g

    def direction(self, g, a, r):
        """d."""
        return g + self.weight * without(a, r)
