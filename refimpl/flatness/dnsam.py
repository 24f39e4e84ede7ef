"""DNSAM: mini-batch SAM whose ascent step is divided by the norm of the full gradient.

Source      Compagnoni, Biggio, Orvieto, Proske, Kersting & Lucchi 2023 (DNSAM).
Step        e = rho g_i / |g|,  g_i = grad F(x; i) sampled,  g = grad f(x)       (e = 0 where g = 0)
            x+ = x - eta grad F(x + e; i), the same sample in both gradients
Guarantee   without noise it is SAM; on a quadratic with additive noise of covariance s^2 I one step has the mean
            x - eta (I + (rho/|g|) H) g and the covariance eta^2 s^2 (I + (rho/|g|) H)^2          (derived)
Assumes     nothing for the update.
Cost        two sampled gradients and one full gradient per step; one extra d-vector.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.core.dialect import norm


class State(NamedTuple):
    """Iterate of DNSAM."""

    x: Any  # x_t, shape (d,)


class DNSAM(NamedTuple):
    """DNSAM: `step_size` eta > 0, radius `rho` >= 0 in units of x."""

    step_size: float
    rho: float

    @classmethod
    def prescribed(cls, problem):
        """The step 1/L and a radius of 0.05."""
        return cls(step_size=1.0 / problem.smoothness(), rho=0.05)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("rho", self.rho)

    def init(self, problem, x0):
        return State(x0)

    def reach(self, problem, x):
        """rho / |g|, and 0 where g = 0."""
        size = norm(problem.gradient(x))
        if size == 0:
            return 0.0
        return self.rho / size

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        ascent = self.reach(problem, state.x) * problem.sample_gradient(state.x, draw)
        return State(state.x - self.step_size * problem.sample_gradient(state.x + ascent, draw))
