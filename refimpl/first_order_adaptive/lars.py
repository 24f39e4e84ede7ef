"""LARS: momentum with a step for every layer that is proportional to the norm of its weights.

Source      You, Gitman & Ginsburg 2017, Algorithm 1.
Step        g = grad f(x),  r = eta |x| / (|g| + d |x| + epsilon)   (r = 1 where x = 0 or the divisor is 0)
            b+ = mu b + s r (g + d x),  b_0 = 0
            x+ = x - b+
Guarantee   |b_t| <= sum_{k <= t} mu^(t-k) s_k eta |x_{k-1}| where r is not set to 1, with equality where x and all
            gradients have one direction; mu = d = epsilon = 0: |x+ - x| = s eta |x|, and for L-smooth f
            f(x+) <= f(x) - s eta |x| |g| + (L/2) (s eta |x|)^2   (derived)
Assumes     nothing for the update; x is one layer: several layers have each their own ratio.
Cost        one gradient per step; one extra d-vector.
Departures  epsilon is not in the paper, which is silent on x = 0: there its layer would never move.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import norm


class State(NamedTuple):
    """Iterate and momentum buffer, which holds the step sizes of its time."""

    x: Any  # x_t, shape (d,)
    buffer: Any  # b_t, shape (d,)


def local_rate(weights, divisor, trust_coefficient):
    """eta |x| / divisor, and 1 where either is zero."""
    if weights == 0 or divisor == 0:
        return 1.0
    return trust_coefficient * weights / divisor


class LARS(NamedTuple):
    """`step_size` s > 0; `momentum` mu, `trust_coefficient` eta, `weight_decay` d and `epsilon` all >= 0."""

    step_size: float
    momentum: float = 0.9
    trust_coefficient: float = 0.001
    weight_decay: float = 0.0
    epsilon: float = 0.0

    @classmethod
    def prescribed(cls, problem):
        """Step 1 and the authors' momentum 0.9, trust coefficient 0.001 and decay 0.0005."""
        return cls(step_size=1.0, weight_decay=0.0005)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("momentum", self.momentum)
        checks.nonnegative("trust_coefficient", self.trust_coefficient)
        checks.nonnegative("weight_decay", self.weight_decay)
        checks.nonnegative("epsilon", self.epsilon)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0))

    def step(self, problem, state, rng):
        g, weights = problem.gradient(state.x), norm(state.x)
        divisor = norm(g) + self.weight_decay * weights + self.epsilon
        rate = self.step_size * local_rate(weights, divisor, self.trust_coefficient)
        buffer = self.momentum * state.buffer + rate * (g + self.weight_decay * state.x)
        return State(state.x - buffer, buffer)
