"""Sharpness-aware minimisation with batch size one (1-SAM): ascent and descent on the same single sample.

Source      Wen, Ma & Li 2023 (1-SAM reduces the trace of the Hessian); studied on two-layer ReLU nets by the paper of
            the claims.
Step        draw i,  g_i = grad f_i(x),  e = rho g_i / |g_i|   (e = 0 where g_i = 0)
            x+ = x - eta grad f_i(x + e)
Guarantee   interpolated least squares, eta |a_i|^2 <= 1, r_i = a_i'(x - x*):
            |x+ - x*|^2 <= |x - x*|^2 - eta r_i^2 + eta rho^2 |a_i|^2                                      (derived)
            at a fitted point of a squared loss the mean step along the fitted points is
            -(eta rho^2 / 2) grad tr H up to rho^4, exactly so for a ReLU network within a linear region    (derived)
Assumes     f = mean f_i with sampled gradients; a squared loss for the guarantees; nothing for the update.
Cost        two gradients of one sample per step; one extra d-vector.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm
from refimpl.core.known import known


class State(NamedTuple):
    """Iterate of 1-SAM."""

    x: Any  # x_t, shape (d,)


class OneSAM(NamedTuple):
    """SAM on one sample per step; `step_size` eta > 0, radius `rho` >= 0 in units of x."""

    step_size: float
    rho: float

    @classmethod
    def prescribed(cls, problem):
        """Step 1/max L_i where the smoothness of single samples is known, 1/16 elsewhere, and a radius of 1/16."""
        return cls(step_size=1.0 / known(problem, "sample_smoothness", 16.0), rho=0.0625)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("rho", self.rho)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        i = problem.sample(rng)
        ascent = scale_to_norm(problem.sample_gradient(state.x, i), self.rho)
        return State(state.x - self.step_size * problem.sample_gradient(state.x + ascent, i))
