"""Unnormalised sharpness-aware minimisation (USAM): the ascent step is the gradient itself, times rho.

Source      Foret, Kleiner, Mobahi & Neyshabur 2021, without their normalisation; named by Andriushchenko &
            Flammarion 2022.
Step        e = rho g,  g = grad f(x)
            x+ = x - eta grad f(x + e)
Guarantee   f(x+) <= f(x) - (eta/2) (1 - L^2 rho^2) |g|^2                                              (derived)
            (1/T) sum_{t<T} |grad f(x_t)|^2 <= 2 (f(x_0) - f*) / (eta T (1 - L^2 rho^2))               (derived)
            a minimum with top curvature above (sqrt(1 + 8 rho/eta) - 1)/(2 rho) is unstable           (derived)
Assumes     f is L-smooth, 0 < eta <= 1/L and L rho < 1 for the averages; nothing for the update.
Cost        two gradients per step; one extra d-vector.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks


class State(NamedTuple):
    """Iterate of USAM."""

    x: Any  # x_t, shape (d,)


class USAM(NamedTuple):
    """USAM with gradient descent; `step_size` eta > 0, `rho` >= 0 in units of x per gradient, as a step size."""

    step_size: float
    rho: float

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the guarantee, 1/L, and rho = 1/(4 L), well within L rho < 1."""
        L = problem.smoothness()
        return cls(step_size=1.0 / L, rho=0.25 / L)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("rho", self.rho)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        ascent = self.rho * problem.gradient(state.x)
        return State(state.x - self.step_size * problem.gradient(state.x + ascent))
