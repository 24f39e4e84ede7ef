"""Gradient-norm-aware minimisation on top of SAM (GAM + SAM): the plain gradient of GAM replaced by SAM's.

Source      Zhang, Xu, Yu, Zou & Cui 2023, Algorithm 1 with the loss of SAM (full batch, plain gradient descent).
Step        s  = grad f(x + r g / |g|),   g = grad f(x),   r = sam_rho
            y  = x + rho H(x) g / |H(x) g|
            h  = rho H(y) g_a / |g_a|,    g_a = grad f(y)
            x+ = x - eta (s + alpha h)    (0/0 is the zero vector)
Guarantee   (1/T) sum_{t<T} |grad f(x_t)|^2 <= 2 (f(x_0) - f*) / (eta T) + L^2 (r + alpha rho)^2   (derived)
Assumes     f is L-smooth, 0 < eta <= 1/L for the guarantee; nothing for the update.
Cost        three gradients and two Hessian-vector products per step; three extra d-vectors.
Departures  as for GAM: a zero vector stays zero where the paper adds 1e-12 to each norm.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm


class State(NamedTuple):
    """Iterate of GAM + SAM."""

    x: Any  # x_t, shape (d,)


class GAMSAM(NamedTuple):
    """GAM + SAM: `step_size` eta > 0, weight `alpha` >= 0, radii `rho` of GAM and `sam_rho` of SAM >= 0."""

    step_size: float
    rho: float
    alpha: float
    sam_rho: float

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the guarantee, 1/L, with both radii 0.05 and the gradient norm at full weight."""
        return cls(step_size=1.0 / problem.smoothness(), rho=0.05, alpha=1.0, sam_rho=0.05)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("rho", self.rho)
        checks.nonnegative("alpha", self.alpha)
        checks.nonnegative("sam_rho", self.sam_rho)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        s = problem.gradient(state.x + scale_to_norm(g, self.sam_rho))
        y = state.x + scale_to_norm(problem.hessian_vector(state.x, g), self.rho)
        h = problem.hessian_vector(y, scale_to_norm(problem.gradient(y), self.rho))
        return State(state.x - self.step_size * (s + self.alpha * h))
