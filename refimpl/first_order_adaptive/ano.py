"""Ano: the size of the gradient, the sign of its average, over a second moment that moves as Yogi's does and fades.

Source      Kegreisz 2025 (P322), with epsilon as in the author's package.
Step        m+ = beta1 m + (1 - beta1) g,   v+ = beta2 v + (1 - beta2) sign(g^2 - v) g^2,   g = grad f(x),  t+ = t + 1
            x+ = x - eta |g| sign(m+) / sqrt(v^ + epsilon),   v^ = v+ / (1 - beta2^t+)
Guarantee   v >= 0 for beta2 >= 1/2; v+ <= max(v, g^2)                                                    (derived)
Assumes     beta2 >= 1/2.
Cost        one gradient per step; two extra d-vectors.
Departures  at epsilon = 0 a coordinate with v = 0 stays where it is.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, check_adam, corrected


class State(NamedTuple):
    """Iterate, first and second moment, and number of steps taken."""

    x: Any  # x_t, shape (d,)
    m: Any  # shape (d,)
    v: Any  # shape (d,), not corrected
    t: int


class Ano(NamedTuple):
    """Ano; `step_size` eta > 0, `beta1` in [0, 1), `beta2` in [1/2, 1), `epsilon` >= 0 of squared gradients."""

    step_size: float
    beta1: float
    beta2: float
    epsilon: float

    @classmethod
    def prescribed(cls, problem):
        """The defaults of the author's package."""
        return cls(step_size=1e-3, beta1=0.92, beta2=0.99, epsilon=1e-8)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_adam(self)
        checks.between("beta2", self.beta2, 0.5, 1.0)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = self.followed(state.v, np.square(g))
        return State(state.x - self.step_size * self.direction(g, m, v, t), m, v, t)

    def followed(self, v, square):
        """beta2 v + (1 - beta2) sign(g^2 - v) g^2, shape (d,)."""
        return average(v, np.sign(square - v) * square, self.beta2)

    def direction(self, g, m, v, t):
        """|g| sign(m) / sqrt(v^ + epsilon), shape (d,)."""
        root = np.sqrt(corrected(v, self.beta2, t) + self.epsilon)
        return quotient(np.abs(g) * np.sign(m), root)
