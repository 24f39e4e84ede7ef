"""Cautious Adam: Adam's step only in the coordinates where it goes down.

Source      Liang, Chen, Liu & Liu 2024, without their factor for the coordinates left out; compared in P023 with Grams.
Step        x+ = x - eta (u [g u > 0] + lambda x),   u the direction of Adam at x: m^ / (sqrt(v^) + epsilon)
Guarantee   <g, u [g u > 0]> = sum max(g_i u_i, 0) >= max(<g, u>, 0): never first-order ascent          (derived)
Assumes     nothing.
Cost        one gradient per step; two extra d-vectors.
Departures  the paper and its code multiply by d over the number of coordinates kept, in two ways (dialects). At
            epsilon = 0 a coordinate with v^ = 0 moves by the decay alone.
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


class CautiousAdam(NamedTuple):
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
        u = self.masked(g, self.direction(m, v, t))
        return State(state.x - self.step_size * (u + self.weight_decay * state.x), m, v, t)

    def masked(self, g, u):
        """u where g u > 0, else 0, shape (d,)."""
        return np.where(g * u > 0, u, 0.0)

    def direction(self, m, v, t):
        """m^ / (sqrt(v^) + epsilon), shape (d,)."""
        root = np.sqrt(corrected(v, self.beta2, t))
        return quotient(corrected(m, self.beta1, t), root + self.epsilon)
