"""Flatness-aware minimisation (FAD): zeroth- and first-order flatness at once, by differences of gradients.

Source      Zhang, Xu, Yu, Dong, Tian & Cui 2023 (full batch, plain gradient descent as base optimiser).
Penalty     R_FAD = beta R0_rho + (1 - beta) R1_rho: the largest increase of f, and rho times the largest gradient norm
Step        g1 = grad f(x + rho g / |g|),    g = grad f(x):       g1 - g for grad R0, as in SAM
            y  = x + rho (g1 - g) / |g1 - g|,   g2 = grad f(y)
            g3 = grad f(y + rho g2 / |g2|):                       g3 - g2 for grad R1, as in accelerated GAM
            x+ = x - eta (g + alpha (beta (g1 - g) + (1 - beta) (g3 - g2)))   (0/0 is the zero vector)
Guarantee   (1/T) sum_{t<T} |grad f(x_t)|^2 <= 2 (f(x_0) - f*) / (eta T) + L^2 (alpha rho)^2   (derived)
Assumes     f is L-smooth, 0 < eta <= 1/L for the guarantee; nothing for the update.
Cost        four gradients per step; four extra d-vectors.
Departures  the coefficients are recalled, not compared with the authors' code. A zero vector stays zero where they add
            a small number to each norm.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm


class State(NamedTuple):
    """Iterate of FAD."""

    x: Any  # x_t, shape (d,)


class FAD(NamedTuple):
    """FAD: `step_size` eta > 0, radius `rho` >= 0 in units of x, weight `alpha` >= 0, share `beta` of R0 in [0, 1]."""

    step_size: float
    rho: float
    alpha: float
    beta: float

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the guarantee, 1/L, with radius 0.05, full weight and equal shares."""
        return cls(step_size=1.0 / problem.smoothness(), rho=0.05, alpha=1.0, beta=0.5)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("rho", self.rho)
        checks.nonnegative("alpha", self.alpha)
        checks.between("beta", self.beta, 0, 1)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        zeroth = problem.gradient(state.x + scale_to_norm(g, self.rho)) - g
        y = state.x + scale_to_norm(zeroth, self.rho)
        g2 = problem.gradient(y)
        first = problem.gradient(y + scale_to_norm(g2, self.rho)) - g2
        penalty = self.beta * zeroth + (1 - self.beta) * first
        return State(state.x - self.step_size * (g + self.alpha * penalty))
