"""Projected stochastic subgradient steps: the model-based method with linear models and an indicator.

Source      Davis & Drusvyatskiy 2019, Stochastic model-based minimization of weakly convex functions, section 3.1.
Step        x+ = P(x - G(x; xi)/beta), the minimiser over the set of <G, y - x> + (beta/2)|y - x|^2
Guarantee   E phi_{1/r}(x+) <= phi_{1/r}(x) - (r - rho)/(r beta) |grad phi_{1/r}(x)|^2 + r L^2/(2 beta^2) for r > rho,
            the Moreau envelope phi_{1/r}(x) = min_y phi(y) + (r/2)|y - x|^2                                   (derived)
Assumes     f rho-weakly convex, E|G|^2 <= L^2, a convex set.
Cost        one sampled subgradient and one projection per step; one vector.
Departures  none. beta is constant, as for a number of steps known in advance.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_t, shape (d,)


class ProjectedSGD(NamedTuple):
    """Projected subgradient steps of length 1/`beta`."""

    beta: float

    @classmethod
    def prescribed(cls, problem):
        """beta = 2L, the step 1/(2L), for L-smooth f."""
        return cls(2 * problem.smoothness())

    def validate(self, problem):
        """Raise ValueError unless beta is positive."""
        checks.positive("beta", self.beta)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g = problem.sample_gradient(state.x, problem.sample(rng))
        return State(problem.projection(state.x - g / self.beta))
