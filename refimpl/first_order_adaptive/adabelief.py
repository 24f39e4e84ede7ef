"""AdaBelief: Adam whose second moment is that of the gradient's distance to its average.

Source      Zhuang, Tang, Ding, Tatikonda, Dvornek, Papademetris & Duncan 2020, Algorithm 2.
Step        m+ = beta1 m + (1 - beta1) g,   s+ = beta2 s + (1 - beta2) (g - m+)^2 + epsilon,  g = grad f(x),  t+ = t + 1
            x+ = x - eta m^ / (sqrt(s^) + epsilon),   m^ = m+ / (1 - beta1^t+),  s^ = s+ / (1 - beta2^t+)
Guarantee   epsilon = 0: the first step is eta/beta1, not eta; on a constant gradient
            x_t - x_{t-1} = -eta sign(g) sqrt((1 - beta2^t)(beta2 - beta1^2)/((1 - beta2)(beta2^t - beta1^(2t))))/beta1
            which grows without bound: epsilon is what ends that                                    (derived)
Assumes     nothing for the update.
Cost        one gradient per step; two extra d-vectors.
Departures  at epsilon = 0 a coordinate with s = 0 stays where it is (0/0 in the paper).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, check_adam, corrected


class State(NamedTuple):
    """Iterate, average, second moment about it, and number of steps taken."""

    x: Any  # x_t, shape (d,)
    m: Any  # shape (d,), not corrected
    s: Any  # shape (d,), not corrected
    t: int


class AdaBelief(NamedTuple):
    """AdaBelief; `step_size` eta > 0, `beta1` and `beta2` in [0, 1), `epsilon` >= 0, of squares and of the divisor."""

    step_size: float
    beta1: float
    beta2: float
    epsilon: float

    @classmethod
    def prescribed(cls, problem):
        """Adam's defaults, with the epsilon of the authors' code."""
        return cls(step_size=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-16)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_adam(self)
        if self.beta1 == self.epsilon == 0:  # then m = g: nothing deviates, and s = 0
            raise ValueError("epsilon must be positive where beta1 is 0, got 0")

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        s = average(state.s, np.square(g - m), self.beta2) + self.epsilon
        return State(state.x - self.step_size * self.direction(m, s, t), m, s, t)

    def direction(self, m, s, t):
        """m^ / (sqrt(s^) + epsilon), shape (d,)."""
        root = np.sqrt(corrected(s, self.beta2, t))
        return quotient(corrected(m, self.beta1, t), root + self.epsilon)
