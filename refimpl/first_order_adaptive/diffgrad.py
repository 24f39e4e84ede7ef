"""diffGrad: Adam's step, shortened where the gradient changes little.

Source      Dubey, Chakraborty, Roy, Mukherjee, Singh & Chaudhuri 2020 (P301).
Step        m+, v+, m^, v^ as in Adam;   xi = 1 / (1 + exp(-|g - h|)),  h the gradient of the step before (0 at first)
            x+ = x - eta xi m^ / (sqrt(v^) + epsilon)
Guarantee   a step of between half of Adam's and all of it, half of it from the second step on where the gradient is
            constant                                                                                     (derived)
Assumes     nothing for the update.
Cost        one gradient per step; three extra d-vectors.
Departures  epsilon = 0 is allowed: a coordinate with v^ = 0 then stays where it is (0/0 in the paper).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, check_adam, corrected


class State(NamedTuple):
    """Iterate, first and second moment, last gradient, and number of steps taken."""

    x: Any  # x_t, shape (d,)
    m: Any  # shape (d,), not corrected
    v: Any  # shape (d,), not corrected
    g: Any  # shape (d,), zero at first
    t: int


class DiffGrad(NamedTuple):
    """diffGrad; `step_size` eta > 0, `beta1` and `beta2` in [0, 1), `epsilon` >= 0 in units of the gradient."""

    step_size: float
    beta1: float
    beta2: float
    epsilon: float

    @classmethod
    def prescribed(cls, problem):
        """Adam's defaults."""
        return cls(step_size=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_adam(self)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0), np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        u = self.friction(g, state.g) * self.direction(m, v, t)
        return State(state.x - self.step_size * u, m, v, g, t)

    def friction(self, g, before):
        """xi in [1/2, 1), shape (d,)."""
        return 1 / (1 + np.exp(-np.abs(g - before)))

    def direction(self, m, v, t):
        """m^ / (sqrt(v^) + epsilon), shape (d,)."""
        root = np.sqrt(corrected(v, self.beta2, t))
        return quotient(corrected(m, self.beta1, t), root + self.epsilon)
