"""Stochastic sharpness-aware minimisation: both gradients of a step are taken on one sample.

Source      Foret, Kleiner, Mobahi & Neyshabur 2021, Algorithm 1 (p = 2), a batch as one draw of the problem.
Step        g = grad F(x; b),  e = rho g / |g|   (e = 0 where g = 0)
            x+ = x - eta grad F(x + e; b),  the same draw b
Guarantee   E f(x+) <= f(x) - (eta/2) |grad f(x)|^2 + (5/4) eta B^2 rho^2 + B eta^2 V(x)                    (derived)
            (1/T) sum_{t<T} E|grad f(x_t)|^2 <= 2 (f(x_0) - f*)/(eta T) + (5/2) B^2 rho^2 + 2 B eta V      (derived)
            with V >= E|grad F(.; b) - grad f|^2.
Assumes     every F(.; b) is B-smooth and 0 < eta <= 1/(4 B) for the guarantee; nothing for the update.
Cost        two sampled gradients per step; one extra d-vector.
Departures  the released code adds 1e-12 to |g|; here the ascent step is exactly zero at g = 0.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm
from refimpl.core.known import known


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_t, shape (d,)


class StochasticSAM(NamedTuple):
    """SAM on one draw per step; `step_size` eta > 0, radius `rho` >= 0 in units of x."""

    step_size: float
    rho: float

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the guarantee, 1/(4 B), and a radius of 0.05; L for B where no B is known."""
        B = known(problem, "sample_smoothness", None)
        return cls(step_size=0.25 / (problem.smoothness() if B is None else B), rho=0.05)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("rho", self.rho)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        ascent = scale_to_norm(problem.sample_gradient(state.x, draw), self.rho)
        return State(state.x - self.step_size * problem.sample_gradient(state.x + ascent, draw))
