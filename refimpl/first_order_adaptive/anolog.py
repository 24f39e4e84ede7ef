"""Anolog: Ano whose average of gradients gets longer with the logarithm of time.

Source      Kegreisz 2025 (P322), the variant without beta1.
Step        Ano's with beta1 = 1 - 1/log max(2, t) in step t
Guarantee   as for Ano; beta1 is negative in the first two steps (1 - 1/log 2 = -0.443) and below 1 always  (derived)
Assumes     beta2 >= 1/2.
Cost        one gradient per step; two extra d-vectors.
Departures  none. Cutting beta1 off at 0 would show only where the second gradient is below 0.44 of the first and of
            its sign. The paper's proof has other schedules.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, corrected


class State(NamedTuple):
    """Iterate, first and second moment, and number of steps taken."""

    x: Any  # x_t, shape (d,)
    m: Any  # shape (d,)
    v: Any  # shape (d,), not corrected
    t: int


class Anolog(NamedTuple):
    """Anolog; `step_size` eta > 0, `beta2` in [1/2, 1), `epsilon` >= 0 in units of squared gradients."""

    step_size: float
    beta2: float
    epsilon: float

    @classmethod
    def prescribed(cls, problem):
        """The defaults of the author's package for Ano."""
        return cls(step_size=1e-3, beta2=0.99, epsilon=1e-8)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.between("beta2", self.beta2, 0.5, 1.0)
        if self.beta2 == 1:
            raise ValueError("beta2 must lie in [0.5, 1), got 1.0")
        checks.nonnegative("epsilon", self.epsilon)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.kept(state.x, t))
        v = average(state.v, np.sign(np.square(g) - state.v) * np.square(g), self.beta2)
        return State(state.x - self.step_size * self.direction(g, m, v, t), m, v, t)

    def kept(self, x, t):
        """beta1 of step t, shape (d,)."""
        return 1 - 1 / np.log(np.zeros_like(x) + max(2, t))

    def direction(self, g, m, v, t):
        """|g| sign(m) / sqrt(v^ + epsilon), shape (d,)."""
        root = np.sqrt(corrected(v, self.beta2, t) + self.epsilon)
        return quotient(np.abs(g) * np.sign(m), root)
