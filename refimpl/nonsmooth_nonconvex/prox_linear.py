"""Stochastic prox-linear steps for losses |c|: the linearised inside of the absolute value, never below zero.

Source      Davis & Drusvyatskiy 2019, Stochastic model-based minimization of weakly convex functions, section 3.2.
Step        x+ = argmin_y |c(x) + <c'(x), y - x>| + (beta/2)|y - x|^2 = x - min(1/beta, F/|G|^2) G
            with F = |c(x)| and its subgradient G = sign(c(x)) c'(x)
Guarantee   E phi_{1/r}(x+) <= phi_{1/r}(x) - (r - rho)/(r beta) |grad phi_{1/r}(x)|^2 + r L^2/(2 beta^2) for r > rho,
            the Moreau envelope phi_{1/r}(x) = min_y phi(y) + (r/2)|y - x|^2                                   (derived)
Assumes     F(x; xi) = |c(x; xi)| with |c(y) - c(x) - <c'(x), y - x>| <= (tau/2)|y - x|^2, rho = tau; E|G|^2 <= L^2.
Cost        one sampled value and subgradient per step; one vector.
Departures  where G = 0 the iterate stays.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_t, shape (d,)


class ProxLinear(NamedTuple):
    """Prox-linear steps with the weight `beta`."""

    beta: float

    @classmethod
    def prescribed(cls, problem):
        """beta twice the weak convexity of the terms."""
        return cls(2 * problem.sample_weak_convexity())

    def validate(self, problem):
        """Raise ValueError unless beta is positive."""
        checks.positive("beta", self.beta)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        g = problem.sample_gradient(state.x, draw)
        square = np.dot(g, g)
        if square == 0:
            return state
        return State(state.x - np.minimum(1 / self.beta, problem.sample_value(state.x, draw) / square) * g)
