"""SANIA AdaGrad-SQR: a Polyak step in the norm of the summed squares of the gradients, without a square root.

Source      Abdukhakimov, Xiang, Kamzolov & Takac 2024, B = D = the diagonal of AdaGrad, squared.
Step        i drawn, g = grad f_i(x);   B += g^2 (this gradient included);   u = g / B, and 0 at 0/0;   G = g'u
            x+ = x - l u,   l = 1 - sqrt(1 - 2 (f_i(x) - f*)/G) where 2 (f_i(x) - f*) <= G, else 1
            l is the least length at which f_i(x) - l G + l^2 G/2 is f*, or where it is least
Guarantee   rescaled coordinates: from x0 = V y0 on f_i and on f_i(V .), V diagonal, x_k = V y_k for all k    (derived)
            (f_i - f*)/G <= l <= 2 (f_i - f*)/G where l < 1; every coordinate moves by at most 1/|g_j|       (derived)
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
from refimpl.second_order.polyak import excess, model_length


class State(NamedTuple):
    """Iterate and sum of squares."""

    x: Any  # x_k, shape (d,)
    B: Any  # shape (d,)


class SANIAAdaGradSQR(NamedTuple):
    """`target` f*, the least value of every sampled loss."""

    target: float

    @classmethod
    def prescribed(cls, problem):
        """A target that some losses fall below, so that it shows; 0 for losses that can be fitted."""
        return cls(target=0.5)

    def validate(self, problem):
        """Raise ValueError unless the target is finite."""
        checks.finite("target", self.target)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0))

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        g = problem.sample_gradient(state.x, draw)
        B = state.B + g * g
        u = quotient(g, B)
        gap = self.gap(problem, state.x, draw)
        return State(state.x - self.length(gap, np.dot(g, u)) * u, B)

    def gap(self, problem, x, draw):
        """f_i(x) - f*, at least 0."""
        return excess(problem.sample_value(x, draw), self.target)

    def length(self, gap, size):
        """l, in [0, 1]."""
        return model_length(gap, size)
