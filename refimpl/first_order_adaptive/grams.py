"""Grams: the size of Adam's step with the sign of the gradient.

Source      Cao, Li & Song 2024 (P023), with decoupled decay.
Step        x+ = x - eta (sign(g) |u| + lambda x),   u the direction of Adam at x: m^ / (sqrt(v^) + epsilon)
Guarantee   <g, sign(g)|u|> = sum |g_i u_i| >= sum max(g_i u_i, 0) >= <g, u>: at least the first-order decrease of
            cautious Adam (unscaled) and of Adam; steps of the size of Adam's on the same gradients         (derived)
Assumes     nothing.
Cost        one gradient per step; two extra d-vectors.
Departures  sign(0) = 0: a coordinate with zero gradient rests even where its average is not zero. At epsilon = 0 a
            coordinate with v^ = 0 moves by the decay alone.
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


class Grams(NamedTuple):
    """AdamW's hyper-parameters."""

    step_size: float
    beta1: float
    beta2: float
    epsilon: float
    weight_decay: float

    @classmethod
    def prescribed(cls, problem):
        """AdamW's defaults."""
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
        u = self.turned(g, self.direction(m, v, t))
        return State(state.x - self.step_size * (u + self.weight_decay * state.x), m, v, t)

    def turned(self, g, u):
        """sign(g) |u|, shape (d,)."""
        return np.sign(g) * np.abs(u)

    def direction(self, m, v, t):
        """m^ / (sqrt(v^) + epsilon), shape (d,)."""
        root = np.sqrt(corrected(v, self.beta2, t))
        return quotient(corrected(m, self.beta1, t), root + self.epsilon)
