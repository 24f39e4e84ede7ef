"""Sharpness-aware minimisation (SAM).

Source      Foret, Kleiner, Mobahi & Neyshabur 2021, Algorithm 1 (p = 2, full batch).
Step        e = rho g / |g|,  g = grad f(x)   (e = 0 where g = 0)
            x+ = x - eta grad f(x + e)
Guarantee   (1/T) sum_{t<T} |grad f(x_t)|^2 <= 2 (f(x_0) - f*) / (eta T) + L^2 rho^2   (derived)
Assumes     f is L-smooth, 0 < eta <= 1/L for the guarantee; nothing for the update.
Cost        two gradients per step; one extra d-vector.
Departures  the released code adds 1e-12 to |g|; here the ascent step is exactly zero at g = 0.
            That transformers fail to forecast without SAM is an observation of P116 and not claimed here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm


class State(NamedTuple):
    """Iterate of SAM."""

    x: Any  # x_t, shape (d,)


class SAM(NamedTuple):
    """SAM with gradient descent as base optimiser; `step_size` eta > 0, radius `rho` >= 0 in units of x."""

    step_size: float
    rho: float

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the guarantee, 1/L, and a radius of 0.05."""
        return cls(step_size=1.0 / problem.smoothness(), rho=0.05)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("rho", self.rho)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        ascent = scale_to_norm(problem.gradient(state.x), self.rho)
        return State(state.x - self.step_size * problem.gradient(state.x + ascent))
