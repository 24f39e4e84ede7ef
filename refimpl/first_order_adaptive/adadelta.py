"""AdaDelta: the gradient over its root mean square, times the root mean square of the steps taken so far.

Source      Zeiler 2012, Algorithm 1, with the step size that its codes add.
Step        v+ = beta2 v + (1 - beta2) g^2,   g = grad f(x)
            u = g sqrt(D + epsilon) / sqrt(v+ + epsilon),   D+ = beta2 D + (1 - beta2) u^2,   x+ = x - eta u
Guarantee   |u| <= sqrt((D + epsilon)/(1 - beta2)) whatever the gradients; gradients c g with c^2 epsilon give steps c u
                                                                                                         (derived)
Assumes     nothing.
Cost        one gradient per step; two extra d-vectors.
Departures  eta = 1 is the paper. At epsilon = 0 nothing ever moves.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average


class State(NamedTuple):
    """Iterate, averages of squared gradients and of squared steps."""

    x: Any  # x_t, shape (d,)
    v: Any  # shape (d,)
    D: Any  # shape (d,), of u, without the step size


class AdaDelta(NamedTuple):
    """AdaDelta; `step_size` eta > 0, `beta2` in [0, 1), `epsilon` >= 0 of squared gradients and of squared steps."""

    step_size: float
    beta2: float
    epsilon: float

    @classmethod
    def prescribed(cls, problem):
        """The paper: step size 1, beta2 = 0.95, epsilon = 1e-6."""
        return cls(step_size=1.0, beta2=0.95, epsilon=1e-6)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.finite("beta2", self.beta2)
        if not 0 <= self.beta2 < 1:
            raise ValueError(f"beta2 must lie in [0, 1), got {self.beta2!r}")
        checks.nonnegative("epsilon", self.epsilon)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0))

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        v = average(state.v, np.square(g), self.beta2)
        u = g * quotient(np.sqrt(state.D + self.epsilon), np.sqrt(v + self.epsilon))
        return State(state.x - self.step_size * u, v, average(state.D, np.square(u), self.beta2))
