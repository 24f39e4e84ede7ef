"""AdamW: Adam with weight decay that does not pass through the moments.

Source      Loshchilov & Hutter 2019, Algorithm 2, with the decay multiplied by the current step size.
Step        x+ = x - eta (u + lambda x),   u the direction of Adam at x: m^ / (sqrt(v^) + epsilon)
Guarantee   |x_t|_inf <= max(|x_0|_inf, U/lambda) for eta lambda <= 1, whatever the gradients,
            U = (1 - beta1) / sqrt((1 - beta2)(1 - beta1^2/beta2))                                  (derived)
Assumes     nothing for the update; beta1^2 < beta2 and eta lambda <= 1 for the guarantee.
Cost        one gradient per step; two extra d-vectors.
Departures  the paper multiplies lambda by the schedule only, not by the base step size alpha: its lambda is
            alpha times this one. At epsilon = 0 a coordinate with v^ = 0 moves by the decay alone.
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
    m: Any  # shape (d,), not corrected
    v: Any  # shape (d,), not corrected
    t: int


class AdamW(NamedTuple):
    """Adam's hyper-parameters and `weight_decay` lambda >= 0: every step multiplies x by 1 - eta lambda."""

    step_size: float
    beta1: float
    beta2: float
    epsilon: float
    weight_decay: float

    @classmethod
    def prescribed(cls, problem):
        """Adam's defaults and a decay of 0.01."""
        return cls(step_size=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.01)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_adam(self)
        checks.nonnegative("weight_decay", self.weight_decay)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        return State(self.move(state.x, self.direction(m, v, t)), m, v, t)

    def move(self, x, u):
        """x less the step along u and the decay, shape (d,)."""
        return x - self.step_size * (u + self.weight_decay * x)

    def direction(self, m, v, t):
        """m^ / (sqrt(v^) + epsilon), shape (d,)."""
        root = np.sqrt(corrected(v, self.beta2, t))
        return quotient(corrected(m, self.beta1, t), root + self.epsilon)
