"""AdaMomentum: Adam whose second moment averages squares of the first moment, not of the gradient.

Source      Wang, Xu, Ye, Wang & Xie 2021 (P282), the twofold average.
Step        m+ = beta1 m + (1 - beta1) g,   v+ = beta2 v + (1 - beta2) m+^2 + epsilon,   g = grad f(x),  t+ = t + 1
            x+ = x - eta m^ / sqrt(v^),   m^ = m+ / (1 - beta1^t+),  v^ = v+ / (1 - beta2^t+)
Guarantee   |x+ - x| <= eta sqrt((1 - beta2^t)/(1 - beta2)) / (1 - beta1^t) in every coordinate, attained at epsilon = 0
            where the t-th gradient is the first that is not zero: eta/(1 - beta1) in the first step       (derived)
Assumes     nothing for the update.
Cost        one gradient per step; two extra d-vectors.
Departures  the place of epsilon is recalled: it adds up to epsilon/(1 - beta2). At epsilon = 0 a coordinate with v = 0
            stays where it is.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, check_adam, corrected


class State(NamedTuple):
    """Iterate, first and second moment, and number of steps taken."""

    x: Any  # x_t, shape (d,)
    m: Any  # shape (d,), not corrected
    v: Any  # shape (d,), not corrected
    t: int


class AdaMomentum(NamedTuple):
    """AdaMomentum; `step_size` eta > 0, `beta1` and `beta2` in [0, 1), `epsilon` >= 0 in units of squared gradients."""

    step_size: float
    beta1: float
    beta2: float
    epsilon: float

    @classmethod
    def prescribed(cls, problem):
        """Adam's defaults, with a smaller epsilon as it is one of squares and adds up."""
        return cls(step_size=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-16)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_adam(self)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(m), self.beta2) + self.epsilon
        return State(state.x - self.step_size * self.direction(m, v, t), m, v, t)

    def direction(self, m, v, t):
        """m^ / sqrt(v^), shape (d,)."""
        return quotient(corrected(m, self.beta1, t), np.sqrt(corrected(v, self.beta2, t)))
