"""Gradient-norm-aware minimisation (GAM), exact form with Hessian-vector products.

Source      Zhang, Xu, Yu, Zou & Cui 2023, Algorithm 1 (full batch, plain gradient descent as base optimiser).
Step        y  = x + rho H(x) g / |H(x) g|,   g = grad f(x): ascent of |grad f|, whose gradient is H g / |g|
            h  = rho H(y) g_a / |g_a|,        g_a = grad f(y): the gradient of rho |grad f| at y
            x+ = x - eta (g + alpha h)        (0/0 is the zero vector)
Guarantee   (1/T) sum_{t<T} |grad f(x_t)|^2 <= 2 (f(x_0) - f*) / (eta T) + alpha^2 rho^2 L^2   (derived)
Assumes     f is L-smooth, 0 < eta <= 1/L for the guarantee; nothing for the update.
Cost        two gradients and two Hessian-vector products per step; two extra d-vectors.
Departures  the paper adds 1e-12 to each norm; here a zero vector stays zero instead. H(x) g is not divided by
            |g| before its own normalisation: the factor cancels.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm


class State(NamedTuple):
    """Iterate of GAM."""

    x: Any  # x_t, shape (d,)


class GAM(NamedTuple):
    """GAM: `step_size` eta > 0, radius `rho` >= 0 in units of x, weight `alpha` >= 0 of the gradient norm."""

    step_size: float
    rho: float
    alpha: float

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the guarantee, 1/L, with radius 0.05 and the gradient norm at full weight."""
        return cls(step_size=1.0 / problem.smoothness(), rho=0.05, alpha=1.0)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("rho", self.rho)
        checks.nonnegative("alpha", self.alpha)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        y = state.x + scale_to_norm(problem.hessian_vector(state.x, g), self.rho)
        h = problem.hessian_vector(y, scale_to_norm(problem.gradient(y), self.rho))
        return State(state.x - self.step_size * (g + self.alpha * h))
