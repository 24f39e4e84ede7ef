"""Stochastic gradient Langevin dynamics (SGLD): gradient steps with Gaussian noise that sample exp(-f).

Source      Welling & Teh 2011; baseline of Li & Zhang 2024 (Entropy-MCMC).
Step        x+ = x - a g + sqrt(2 a) xi,  g = grad F(x; y) a sampled gradient,  xi ~ N(0, I)
Guarantee   f = (x - x*)'A(x - x*)/2 with gradient noise of covariance s^2 I: the stationary covariance is
            (2 + a s^2) (A (2 I - a A))^{-1}; s = 0 and a -> 0 give A^{-1}, that of exp(-f)          (derived)
            same draws, mu-strongly convex f: |x+ - y+| <= (1 - a mu) |x - y|                       (derived)
Assumes     a < 2/L for a stationary law; a <= 2/(L + mu) for the contraction.
Cost        one sampled gradient per step; d normal draws.
Departures  the original writes a/2 for a; no prior is split off, f is the whole negative log-posterior.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate of SGLD."""

    x: Any  # x_t, shape (d,)


class SGLD(NamedTuple):
    """SGLD with constant `step_size` a > 0, in units of x squared."""

    step_size: float

    @classmethod
    def prescribed(cls, problem):
        """The step 1/L."""
        return cls(step_size=1.0 / problem.smoothness())

    def validate(self, problem):
        """Raise ValueError unless the step size is usable."""
        checks.positive("step_size", self.step_size)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g = problem.sample_gradient(state.x, problem.sample(rng))
        noise = np.sqrt(2 * self.step_size) * rng.standard_normal(state.x.size)
        return State(state.x - self.step_size * g + noise)
