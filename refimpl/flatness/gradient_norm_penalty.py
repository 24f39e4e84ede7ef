"""Gradient-norm penalty (PGN): descent on f + weight |grad f| with a difference of gradients for the Hessian.

Source      Zhao, Zhang & Hu 2022, Algorithm 1 (full batch, plain gradient descent as base optimiser).
Step        s  = grad f(x + rho g / |g|),   g = grad f(x)   (0/0 is the zero vector)
            x+ = x - eta ((1 - weight/rho) g + (weight/rho) s):  (s - g)/rho is grad |grad f| = H g/|g| up to O(rho)
Guarantee   (1/T) sum_{t<T} |grad f(x_t)|^2 <= 2 (f(x_0) - f*) / (eta T) + L^2 weight^2   (derived)
Assumes     f is L-smooth, 0 < eta <= 1/L for the guarantee; nothing for the update.
Cost        two gradients per step; one extra d-vector.
Departures  the paper asks for weight <= rho (its alpha = weight/rho in [0, 1]); here any weight >= 0 is taken.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm


class State(NamedTuple):
    """Iterate of PGN."""

    x: Any  # x_t, shape (d,)


class GradientNormPenalty(NamedTuple):
    """PGN: `step_size` eta > 0, `weight` >= 0 of the norm, radius `rho` > 0, both in units of x; SAM where equal."""

    step_size: float
    weight: float
    rho: float

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the guarantee, 1/L, with the paper's rho = 0.05 and weight = 0.8 rho."""
        return cls(step_size=1.0 / problem.smoothness(), weight=0.04, rho=0.05)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("weight", self.weight)
        checks.positive("rho", self.rho)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        s = problem.gradient(state.x + scale_to_norm(g, self.rho))
        share = self.weight / self.rho
        return State(state.x - self.step_size * ((1 - share) * g + share * s))
