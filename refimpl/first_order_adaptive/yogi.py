"""Yogi: Adam whose second moment approaches the squared gradient by steps of that square's own size.

Source      Zaheer, Reddi, Sachan, Kale & Kumar 2018, Algorithm 2, with the start and the corrections of its codes.
Step        m+ = beta1 m + (1 - beta1) g,   v+ = v - (1 - beta2) sign(v - g^2) g^2,   g = grad f(x),  t+ = t + 1
            x+ = x - eta m^ / (sqrt(v^) + epsilon),   m^ = m+ / (1 - beta1^t+),  v^ = v+ / (1 - beta2^t+)
            m_0 = v_0 = initial
Guarantee   v+ >= beta2 v, and |v+ - v| <= (1 - beta2) g^2: the second moment changes by no more than what Adam's
            would gain at v = 0                                                                        (derived)
Assumes     nothing for the update.
Cost        one gradient per step; two extra d-vectors.
Departures  the paper (recalled) starts m at 0 and v from a batch, and corrects nothing (dialect uncorrected): the codes
            start both at 1e-6 and correct as Adam does.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.first_order_adaptive.moments import average, check_adam, corrected


class State(NamedTuple):
    """Iterate, first and second moment, and number of steps taken."""

    x: Any  # x_t, shape (d,)
    m: Any  # shape (d,), not corrected
    v: Any  # shape (d,), not corrected
    t: int


class Yogi(NamedTuple):
    """Adam's hyper-parameters, and `initial` >= 0, where both moments start."""

    step_size: float
    beta1: float
    beta2: float
    epsilon: float
    initial: float = 1e-6

    @classmethod
    def prescribed(cls, problem):
        """The paper's step size and epsilon, and the start of its codes."""
        return cls(step_size=1e-2, beta1=0.9, beta2=0.999, epsilon=1e-3)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_adam(self)
        checks.nonnegative("initial", self.initial)
        if self.initial == 0 and self.epsilon == 0:  # v stays above beta2^t v_0; from 0 it may stay 0
            raise ValueError("epsilon must be positive where initial is 0, got 0")

    def init(self, problem, x0):
        start = np.zeros_like(x0) + self.initial
        return State(x0, start, start, 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = self.approached(state.v, np.square(g))
        return State(state.x - self.step_size * self.direction(m, v, t), m, v, t)

    def approached(self, v, square):
        """v - (1 - beta2) sign(v - g^2) g^2, shape (d,)."""
        return v - (1 - self.beta2) * np.sign(v - square) * square

    def direction(self, m, v, t):
        """m^ / (sqrt(v^) + epsilon), shape (d,)."""
        root = np.sqrt(corrected(v, self.beta2, t))
        return corrected(m, self.beta1, t) / (root + self.epsilon)
