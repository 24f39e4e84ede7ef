"""AdaMax: Adam with the largest faded gradient in place of the root mean square.

Source      Kingma & Ba 2015, Algorithm 2.
Step        m+ = beta1 m + (1 - beta1) g,   u+ = max(beta2 u, |g| + epsilon),   g = grad f(x),  t+ = t + 1
            x+ = x - eta m^ / u+,   m^ = m+ / (1 - beta1^t+)
Guarantee   |x+ - x| <= eta W_t in every coordinate, whatever the gradients, attained by g_i = beta2^i:
            W_t = (1 - beta1)/(1 - beta1^t) sum_{j<t} (beta1/beta2)^j                               (derived)
Assumes     nothing for the update; W_t is bounded in t for beta1 < beta2 only.
Cost        one gradient per step; two extra d-vectors.
Departures  the paper has no epsilon: that is epsilon = 0, where a coordinate with u = 0 stays where it is. Its bound
            |x+ - x| <= eta is exceeded by 0.9 % with its own defaults.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, check_adam, corrected


class State(NamedTuple):
    """Iterate, first moment, largest faded gradient, and number of steps taken."""

    x: Any  # x_t, shape (d,)
    m: Any  # shape (d,), not corrected
    u: Any  # shape (d,)
    t: int


class AdaMax(NamedTuple):
    """AdaMax; `step_size` eta > 0, `beta1` and `beta2` in [0, 1), `epsilon` >= 0 in units of the gradient."""

    step_size: float
    beta1: float
    beta2: float
    epsilon: float

    @classmethod
    def prescribed(cls, problem):
        """The defaults of the paper, with the epsilon of PyTorch."""
        return cls(step_size=2e-3, beta1=0.9, beta2=0.999, epsilon=1e-8)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_adam(self)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        u = self.largest(state.u, g)
        return State(state.x - self.step_size * self.direction(m, u, t), m, u, t)

    def largest(self, u, g):
        """max(beta2 u, |g| + epsilon), shape (d,)."""
        return np.maximum(self.beta2 * u, np.abs(g) + self.epsilon)

    def direction(self, m, u, t):
        """m^ / u, shape (d,)."""
        return quotient(corrected(m, self.beta1, t), u)
