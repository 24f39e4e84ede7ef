"""NAdam: Adam with Nesterov's look-ahead in the numerator and a momentum that is scheduled.

Source      Dozat 2016; the schedule and its constants as in PyTorch's NAdam.
Step        m+ = beta1 m + (1 - beta1) g,   v+ = beta2 v + (1 - beta2) g^2,   g = grad f(x)
            x+ = x - eta n / (sqrt(v^) + epsilon),   v^ = v+ / (1 - beta2^t)
            n  = mu_{t+1} m+ / (1 - mu_1 ... mu_{t+1}) + (1 - mu_t) g / (1 - mu_1 ... mu_t)
            mu_t = beta1 (1 - 0.96^(psi t) / 2)
Guarantee   |x+ - x| <= eta N_t in every coordinate, whatever the gradients, and this is attained:
            N_t^2 = (1 - beta2^t)/(1 - beta2) sum_{i<=t} w_i^2 beta2^(i-t), w_i the weight of g_i in n    (derived)
Assumes     nothing.
Cost        one gradient per step; two extra d-vectors.
Departures  0.96 is the double nearest to it, as in every library. At epsilon = 0 a coordinate with v^ = 0 stays.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, check_adam, corrected


class State(NamedTuple):
    """Iterate, first and second moment, the product of all mu so far, and number of steps taken."""

    x: Any  # x_t, shape (d,)
    m: Any  # shape (d,), not corrected
    v: Any  # shape (d,), not corrected
    product: Any  # mu_1 ... mu_t, a number
    t: int


class NAdam(NamedTuple):
    """Adam's hyper-parameters and `momentum_decay` psi >= 0, the speed of the schedule of mu_t."""

    step_size: float
    beta1: float
    beta2: float
    epsilon: float
    momentum_decay: float

    @classmethod
    def prescribed(cls, problem):
        """The defaults of PyTorch."""
        return cls(step_size=2e-3, beta1=0.9, beta2=0.999, epsilon=1e-8, momentum_decay=4e-3)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_adam(self)
        checks.nonnegative("momentum_decay", self.momentum_decay)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0), 1.0, 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        product = state.product * self.momentum(t)
        root = np.sqrt(corrected(v, self.beta2, t))
        u = quotient(self.lookahead(m, g, product, t), root + self.epsilon)
        return State(state.x - self.step_size * u, m, v, product, t)

    def momentum(self, t):
        """mu_t."""
        return self.beta1 * (1 - 0.5 * 0.96 ** (self.momentum_decay * t))

    def lookahead(self, m, g, product, t):
        """The numerator n, shape (d,)."""
        now, ahead = self.momentum(t), self.momentum(t + 1)
        return ahead / (1 - product * ahead) * m + (1 - now) / (1 - product) * g
