"""Schedule-Free AdamW: Schedule-Free steps divided by Adam's root, with weights for changing step sizes.

Source      Defazio, Yang, Mehta, Mishchenko, Khaled & Cutkosky 2024 (P473), Algorithm 1 as in its code.
Step        y = (1 - beta1) z + beta1 x,   g = grad f(y),   v+ = beta2 v + (1 - beta2) g^2,   t+ = t + 1
            z+ = z - eta (g / (sqrt(v^) + epsilon) + lambda y),   v^ = v+ / (1 - beta2^t+),   z_0 = x_0
            x+ = (1 - c) x + c z+,   c = w_t / (w_1 + ... + w_t),   w_t = max(eta_1, ..., eta_t)^2
Guarantee   x_t is the mean of z_1, ..., z_t with the weights w; |z+ - z| <= eta (sqrt((1 - beta2^t)/(1 - beta2)) +
            lambda |y|), attained                                                                          (derived)
Assumes     nothing for the update.
Cost        one gradient per step; two extra d-vectors.
Departures  warm-up is a schedule of eta, c = 0 while it is zero. At epsilon = 0 a coordinate of z with v^ = 0 moves
            by the decay alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, check_adam, corrected


class State(NamedTuple):
    """Average, iterate of the steps, second moment, largest step size, sum of weights, number of steps taken."""

    x: Any  # x_t, shape (d,)
    z: Any  # z_t, shape (d,)
    v: Any  # shape (d,), not corrected
    largest: float
    weights: float
    t: int


class ScheduleFreeAdamW(NamedTuple):
    """AdamW's hyper-parameters; `beta1` in [0, 1) is the weight of the average in y."""

    step_size: float
    beta1: float
    beta2: float
    epsilon: float
    weight_decay: float

    @classmethod
    def prescribed(cls, problem):
        """The defaults of the authors' code, and AdamW's decay."""
        return cls(step_size=2.5e-3, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.01)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_adam(self)
        checks.nonnegative("weight_decay", self.weight_decay)

    def init(self, problem, x0):
        return State(x0, x0, np.zeros_like(x0), 0.0, 0.0, 0)

    def step(self, problem, state, rng):
        t = state.t + 1
        y = state.z + self.beta1 * (state.x - state.z)
        g = problem.gradient(y)
        v = average(state.v, np.square(g), self.beta2)
        u = quotient(g, np.sqrt(corrected(v, self.beta2, t)) + self.epsilon)
        z = state.z - self.step_size * (u + self.weight_decay * y)
        largest = max(state.largest, self.step_size)
        weights = state.weights + largest * largest
        c = largest * largest / weights if weights > 0 else 0.0  # a warm-up from zero begins with 0/0
        return State((1 - c) * state.x + c * z, z, v, largest, weights, t)
