"""SANIA Adam-SQR: a Polyak step in the norm of Adam's second moment, without the square root.

Source      Abdukhakimov, Xiang, Kamzolov & Takac 2024, B = D = the diagonal of Adam, squared; no first moment.
Step        i drawn, g = grad f_i(x);   v += (1 - beta2) (g^2 - v);   B = v / (1 - beta2^t);   u = g / B, and 0 at 0/0
            x+ = x - l u,   l = 1 - sqrt(1 - 2 (f_i(x) - f*)/G) where 2 (f_i(x) - f*) <= G = g'u, else 1
Guarantee   rescaled coordinates: from x0 = V y0 on f_i and on f_i(V .), V diagonal, x_k = V y_k for all k     (derived)
            (f_i - f*)/G <= l <= 2 (f_i - f*)/G where l < 1                                                    (derived)
            every coordinate moves by at most (1 - beta2^t)/((1 - beta2) |g_j|)                                (derived)
Assumes     f* <= f_i for every i; `target` is f*, 0 for losses that can be fitted.
Cost        one sampled value and gradient per step; one extra d-vector.
Departures  no epsilon: any epsilon added to B undoes the invariance. Where f_i(x) <= f* the point stays, as the
            definition says; the authors' code has f* = 0.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, corrected
from refimpl.second_order.polyak import excess, model_length


class State(NamedTuple):
    """Iterate, average of squares from zero, number of steps."""

    x: Any  # x_k, shape (d,)
    v: Any  # shape (d,)
    t: int


class SANIAAdamSQR(NamedTuple):
    """`target` f*, the least value of every sampled loss; `beta2` in [0, 1) is what is kept of the squares."""

    target: float
    beta2: float

    @classmethod
    def prescribed(cls, problem):
        """What shows in a few steps: a target that some losses fall below, a short average. The authors: 0, 0.999."""
        return cls(target=0.5, beta2=0.75)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.finite("target", self.target)
        checks.finite("beta2", self.beta2)
        if not 0 <= self.beta2 < 1:
            raise ValueError(f"beta2 must lie in [0, 1), got {self.beta2!r}")

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        g = problem.sample_gradient(state.x, draw)
        v, t = average(state.v, g * g, self.beta2), state.t + 1
        u = quotient(g, corrected(v, self.beta2, t))
        gap = self.gap(problem, state.x, draw)
        return State(state.x - self.length(gap, np.dot(g, u)) * u, v, t)

    def gap(self, problem, x, draw):
        """f_i(x) - f*, at least 0."""
        return excess(problem.sample_value(x, draw), self.target)

    def length(self, gap, size):
        """l, in [0, 1]."""
        return model_length(gap, size)
