"""DoG: gradient descent whose step is the distance from the start over the root of all squared gradients.

Source      Ivgi, Hinder & Carmon 2023 (P327).
Step        g = grad f(x),   r+ = max(r, |x - x_0|), r_0 = radius,   G+ = G + |g|^2, G_0 = epsilon
            x+ = x - (r+ / sqrt(G+)) g
Guarantee   |x+ - x| <= r+ (with equality in the first step at epsilon = 0), so r at most doubles per step; nothing
            depends on the scale of f at epsilon = 0                                                     (derived)
Assumes     nothing for the update.
Cost        one gradient per step; one extra d-vector, the start.
Departures  the average with the weights r+, for which the paper has its bound, is not taken. At epsilon = 0 nothing
            moves as long as all gradients were zero.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import norm


class State(NamedTuple):
    """Iterate, start, largest distance from it, and sum of squared gradients."""

    x: Any  # x_t, shape (d,)
    start: Any  # shape (d,)
    r: float
    G: float


class DoG(NamedTuple):
    """DoG; `radius` > 0 is the length of the first step, `epsilon` >= 0 in units of squared gradients."""

    radius: float
    epsilon: float

    @classmethod
    def prescribed(cls, problem):
        """A first step of 1e-2 for starts of order one, and the epsilon of the authors' code."""
        return cls(radius=1e-2, epsilon=1e-8)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("radius", self.radius)
        checks.nonnegative("epsilon", self.epsilon)

    def init(self, problem, x0):
        return State(x0, x0, self.radius, self.epsilon)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        r = np.maximum(state.r, norm(state.x - state.start))
        G = state.G + np.dot(g, g)
        if G == 0:
            return state
        return State(state.x - (r / np.sqrt(G)) * g, state.start, r, G)
