"""Adan: Nesterov momentum by an average of gradient differences, with Adam's division and proximal decay.

Source      Xie, Zhou, Li, Lin & Yan 2022, Algorithm 1, with the corrections of the authors' code.
Step        m+ = beta1 m + (1 - beta1) g,   w+ = beta2 w + (1 - beta2) (g - h),   g = grad f(x),  t+ = t + 1
            n+ = beta3 n + (1 - beta3) (g + beta2 (g - h))^2,   h the gradient of the step before (g - h = 0 at first)
            x+ = (x - eta (m^ + beta2 w^) / (sqrt(n^) + epsilon)) / (1 + eta lambda),   ^: over 1 - beta^t+
Guarantee   on a constant gradient Adam's step; at lambda = epsilon = 0 nothing depends on the scale of f      (derived)
Assumes     nothing for the update.
Cost        one gradient per step; four extra d-vectors.
Departures  here beta is what is kept: the paper's betas are 1 - beta, and the weight of the difference, its 1 - beta_2,
            is beta2. At epsilon = 0 a coordinate with n^ = 0 moves by the decay alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, check_adam, corrected


class State(NamedTuple):
    """Iterate, averages of gradients, of their differences and of squares, last gradient, number of steps taken."""

    x: Any  # x_t, shape (d,)
    m: Any  # shape (d,), not corrected
    w: Any  # shape (d,), not corrected
    n: Any  # shape (d,), not corrected
    g: Any  # shape (d,)
    t: int


class Adan(NamedTuple):
    """Adan; `step_size` eta > 0, betas in [0, 1), `epsilon` >= 0, `weight_decay` lambda >= 0."""

    step_size: float
    beta1: float
    beta2: float
    beta3: float
    epsilon: float
    weight_decay: float = 0.0

    @classmethod
    def prescribed(cls, problem):
        """The paper's betas (0.02, 0.08, 0.01 in its convention) and decay."""
        return cls(step_size=1e-3, beta1=0.98, beta2=0.92, beta3=0.99, epsilon=1e-8, weight_decay=0.02)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_adam(self)
        checks.finite("beta3", self.beta3)
        if not 0 <= self.beta3 < 1:
            raise ValueError(f"beta3 must lie in [0, 1), got {self.beta3!r}")
        checks.nonnegative("weight_decay", self.weight_decay)

    def init(self, problem, x0):
        zero = np.zeros_like(x0)
        return State(x0, zero, zero, zero, zero, 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        change = g - state.g if t > 1 else np.zeros_like(g)
        m = average(state.m, g, self.beta1)
        w = average(state.w, change, self.beta2)
        n = average(state.n, np.square(g + self.beta2 * change), self.beta3)
        return State(self.move(state.x, self.direction(m, w, n, t)), m, w, n, g, t)

    def direction(self, m, w, n, t):
        """(m^ + beta2 w^) / (sqrt(n^) + epsilon), shape (d,)."""
        ahead = corrected(m, self.beta1, t) + self.beta2 * corrected(w, self.beta2, t)
        return quotient(ahead, np.sqrt(corrected(n, self.beta3, t)) + self.epsilon)

    def move(self, x, u):
        """x less the step along u, shrunk by the decay, shape (d,)."""
        return (x - self.step_size * u) / (1 + self.step_size * self.weight_decay)
