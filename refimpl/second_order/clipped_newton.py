"""Newton's method with its step clipped along every eigenvector of the Hessian: the theory version of Sophia.

Source      Liu, Li, Hall, Liang & Ma 2023 (P188), the deterministic method of the analysis.
Step        H = V diag(w) V' = hessian f(x),   n = diag(w)^{-1} V' grad f(x)
            x+ = x - eta V clip(n, rho),   clip(n, rho) = max(min(n, rho), -rho)
Guarantee   eta = 1/2, rho = R/(2 sqrt d), H(x)/2 <= H(y) <= 2 H(x) for |y - x| <= R:
            f(x) - f(x+) >= sum_i w_i |n_i| min(|n_i|, rho) / 4                                          (derived)
            on a quadratic the coordinates along V do not depend on the spectrum                           (derived)
Assumes     f convex with a positive definite Hessian.
Cost        one gradient, one Hessian and one eigendecomposition per step.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import eigh
from refimpl.core.known import known


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_t, shape (d,)


class ClippedNewton(NamedTuple):
    """`step_size` eta > 0 and `rho` > 0, the longest step along an eigenvector before eta, in units of x."""

    step_size: float
    rho: float

    @classmethod
    def prescribed(cls, problem):
        """The paper's eta = 1/2, and rho for a Hessian that stays within a factor 2 in a ball of radius 1."""
        return cls(step_size=0.5, rho=0.5 / problem.dimension() ** 0.5)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.positive("rho", self.rho)
        if known(problem, "strong_convexity", 1.0) == 0:  # 0/0 along the kernel
            raise ValueError("the problem must have a regular Hessian, got one of strong convexity 0")

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        w, V = eigh(problem.hessian(state.x))
        n = (V.T @ problem.gradient(state.x)) / w
        return State(state.x - self.step_size * (V @ np.maximum(np.minimum(n, self.rho), -self.rho)))
