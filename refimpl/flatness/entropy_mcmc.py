"""Entropy-MCMC: Langevin dynamics on the iterate and on a guide that lives on the smoothed posterior.

Source      Li & Zhang 2024, Algorithm 1 with its joint posterior exp(-f(x) - |x - z|^2 / (2 eta)).
Step        x+ = x - a (g + (x - z) / eta) + sqrt(2 a) xi,   g = grad F(x; y) a sampled gradient
            z+ = z - a (z - x) / eta + sqrt(2 a) zeta,       z_0 = x_0, both from the old (x, z)
Guarantee   the law exp(-f) of x is kept and that of z is its convolution with N(0, eta I), up to order a; on a
            quadratic the discrete chain has covariance (Q (I - a Q / 2))^{-1}, Q the joint precision    (derived)
Assumes     a < 2 / (L + 2 / eta) is enough for a stationary law where f is convex.
Cost        one sampled gradient per step; one extra d-vector, 2 d normal draws.
Departures  the paper writes a / 2 for a and a temperature, which is one here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate and guide."""

    x: Any  # x_t, shape (d,)
    guide: Any  # z_t, shape (d,)


class EntropyMCMC(NamedTuple):
    """Entropy-MCMC: `step_size` a > 0, coupling `variance` eta > 0, both in units of x squared."""

    step_size: float
    variance: float

    @classmethod
    def prescribed(cls, problem):
        """Variance 1/L and the step 1/(3 L), below the limit of stability 2/(3 L)."""
        L = problem.smoothness()
        return cls(step_size=1.0 / (3.0 * L), variance=1.0 / L)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.positive("variance", self.variance)

    def init(self, problem, x0):
        return State(x0, x0)

    def step(self, problem, state, rng):
        g = problem.sample_gradient(state.x, problem.sample(rng))
        pull = (state.x - state.guide) / self.variance
        size, d = np.sqrt(2 * self.step_size), state.x.size
        x = state.x - self.step_size * (g + pull) + size * rng.standard_normal(d)
        return State(x, state.guide + self.step_size * pull + size * rng.standard_normal(d))
