"""LookSAM: SAM at every k-th step, its sharpness part reused in between.

Source      Liu, Mai, Chen, Hsieh & You 2022, Algorithm 1.
Step        t mod k = 0: s = grad f(x + rho g/|g|),  v = s - <s, u> u,  u = g/|g|,  D = s
            else:        D = g + alpha |g| v/|v|,  v of the last SAM step        (D = g where v = 0)
            x+ = x - eta D,  g = grad f(x) at every step; x is perturbed at no step
Guarantee   <v, g> = 0 at SAM steps, |D - g| = alpha |g| at the others                                   (derived)
            f(x+) <= f(x) - (eta/2) |g|^2 + (eta/2) L^2 rho^2 at SAM steps, for eta <= 1/L                (derived)
            f(x+) <= f(x) - (eta/2) (1 - alpha^2) |g|^2 at the others                                    (derived)
Assumes     f is L-smooth, 0 < eta <= 1/L for the descent; nothing for the update.
Cost        1 + 1/k gradients per step; two extra d-vectors.
Departures  none. Where s is parallel to g, as always for d = 1, v is zero in exact arithmetic and noise of rounding
            otherwise, which |v| blows up to full length: no implementation of the formula is right there.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import norm, scale_to_norm


class State(NamedTuple):
    """Iterate, the part of the last SAM gradient that is orthogonal to the plain one, and the step index."""

    x: Any  # x_t, shape (d,)
    v: Any  # shape (d,)
    t: int


class LookSAM(NamedTuple):
    """LookSAM: `step_size` eta > 0, radius `rho` >= 0, weight `alpha` >= 0 of the reused part, `period` k >= 1."""

    step_size: float
    rho: float
    alpha: float
    period: int

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the descent, 1/L, a radius of 0.05, the authors' alpha = 0.7, and every third step."""
        return cls(step_size=1.0 / problem.smoothness(), rho=0.05, alpha=0.7, period=3)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("rho", self.rho)
        checks.nonnegative("alpha", self.alpha)
        checks.count("period", self.period)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        if state.t % self.period == 0:
            s = problem.gradient(state.x + scale_to_norm(g, self.rho))
            u = scale_to_norm(g, 1.0)
            return State(state.x - self.step_size * s, s - np.dot(s, u) * u, state.t + 1)
        direction = g + scale_to_norm(state.v, self.alpha * norm(g))
        return State(state.x - self.step_size * direction, state.v, state.t + 1)
