"""Adam: steps along the average gradient, divided by its root mean square.

Source      Kingma & Ba 2015, Algorithm 1.
Step        m+ = beta1 m + (1 - beta1) g,   v+ = beta2 v + (1 - beta2) g^2,   g = grad f(x),  t+ = t + 1
            x+ = x - eta m^ / (sqrt(v^) + epsilon),   m^ = m+ / (1 - beta1^t+),  v^ = v+ / (1 - beta2^t+)
Guarantee   |x+ - x| <= eta U_t in every coordinate, whatever the gradients, and this is attained:
            U_t^2 = (1-beta1)^2/(1-beta2) (1-beta2^t)/(1-beta1^t)^2 sum_{j<t} (beta1^2/beta2)^j     (derived)
Assumes     nothing for the update; U_t is bounded in t for beta1^2 < beta2 only.
Cost        one gradient per step; two extra d-vectors.
Departures  epsilon = 0 is allowed: a coordinate with v^ = 0 then stays where it is (0/0 in the paper). Corrected are
            numbers in place of vectors, as the paper advises: the quotient is taken times sqrt(1 - beta2^t+) above
            and below, which is the same step.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, check_adam


class State(NamedTuple):
    """Iterate, first and second moment, and number of steps taken."""

    x: Any  # x_t, shape (d,)
    m: Any  # shape (d,), not corrected
    v: Any  # shape (d,), not corrected
    t: int


class Adam(NamedTuple):
    """Adam; `step_size` eta > 0, `beta1` and `beta2` in [0, 1), `epsilon` >= 0 in units of the gradient."""

    step_size: float
    beta1: float
    beta2: float
    epsilon: float

    @classmethod
    def prescribed(cls, problem):
        """The defaults of the paper."""
        return cls(step_size=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_adam(self)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        return State(state.x - self.step_size * self.direction(m, v, t), m, v, t)

    def direction(self, m, v, t):
        """m^ / (sqrt(v^) + epsilon), shape (d,): above and below the line times sqrt(1 - beta2^t)."""
        scale = np.sqrt(1 - self.beta2**t)
        return quotient(scale / (1 - self.beta1**t) * m, np.sqrt(v) + scale * self.epsilon)
