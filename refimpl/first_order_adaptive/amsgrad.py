"""AMSGrad: Adam that divides by the largest second moment so far.

Source      Reddi, Kale & Kumar 2018, Algorithm 2, with the bias corrections of PyTorch's Adam(amsgrad=True).
Step        m+ = beta1 m + (1 - beta1) g,   v+ = beta2 v + (1 - beta2) g^2,   h+ = max(h, v+),  g = grad f(x)
            x+ = x - eta m^ / (sqrt(h^) + epsilon),   m^ = m+ / (1 - beta1^t+),  h^ = h+ / (1 - beta2^t+)
Guarantee   beta1 = epsilon = 0, eta_t = alpha/sqrt(t), projected on an interval of length D, in every coordinate:
            R_T <= D^2 sqrt(T h^_T) / (2 alpha) + (alpha/2) sum_{t<=T} g_t^2 / sqrt(t h^_t)          (derived)
Assumes     nothing for the update; convex losses for the guarantee.
Cost        one gradient per step; three extra d-vectors.
Departures  of three meanings in use this is the one with the maximum of the raw v ('raw'); the paper's, without
            any correction, and the maximum of the corrected v are dialects. There is no projection: the set is
            R^d. At epsilon = 0 a coordinate with h = 0 stays where it is.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, check_adam, corrected


class State(NamedTuple):
    """Iterate, first and second moment, the largest second moment so far, and number of steps taken."""

    x: Any  # x_t, shape (d,)
    m: Any  # shape (d,), not corrected
    v: Any  # shape (d,), not corrected
    h: Any  # max of all v so far, shape (d,)
    t: int


class AMSGrad(NamedTuple):
    """AMSGrad; `step_size` eta > 0, `beta1` and `beta2` in [0, 1), `epsilon` >= 0 in units of the gradient."""

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
        h = self.largest(state.h, v, t)
        return State(state.x - self.step_size * self.direction(m, h, t), m, v, h, t)

    def largest(self, h, v, t):
        """The largest second moment so far, shape (d,)."""
        return np.maximum(h, v)

    def direction(self, m, h, t):
        """m^ / (sqrt(h^) + epsilon), shape (d,)."""
        root = np.sqrt(corrected(h, self.beta2, t))
        return quotient(corrected(m, self.beta1, t), root + self.epsilon)
