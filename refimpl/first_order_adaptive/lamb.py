"""LAMB: Adam's direction with decay, rescaled to the length of the weights.

Source      You et al. 2020, Algorithm 2, with phi the identity.
Step        g = grad f(x),  m+ = beta1 m + (1 - beta1) g,  v+ = beta2 v + (1 - beta2) g^2,  m_0 = v_0 = 0
            u = (m+ / (1 - beta1^t)) / (sqrt(v+ / (1 - beta2^t)) + epsilon) + d x
            x+ = x - s r u,  r = |x| / |u|   (r = 1 where x = 0 or u = 0)
Guarantee   |x+ - x| = s |x| where x and u are not zero; beta1 = beta2 = d = epsilon = 0 and f L-smooth:
            f(x+) <= f(x) - s |x| |g|_1 / sqrt n + (L/2) s^2 |x|^2, n the number of entries of g not zero   (derived)
Assumes     nothing for the update; x is one layer: several layers have each their own ratio.
Cost        one gradient per step; two extra d-vectors.
Departures  where v = 0 and epsilon = 0 the quotient 0/0 is 0. The paper is silent on x = 0 and u = 0.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import norm, quotient
from refimpl.first_order_adaptive.moments import average, check_adam, corrected


class State(NamedTuple):
    """Iterate, averages of gradients and of their squares, number of steps."""

    x: Any  # x_t, shape (d,)
    m: Any  # m_t, shape (d,)
    v: Any  # v_t, shape (d,)
    t: int


def trust_ratio(x, u):
    """|x| / |u|, and 1 where either is zero."""
    weights, update = norm(x), norm(u)
    if weights == 0 or update == 0:
        return 1.0
    return weights / update


class LAMB(NamedTuple):
    """`step_size` s > 0; `beta1`, `beta2` in [0, 1); `epsilon` >= 0; `weight_decay` d >= 0."""

    step_size: float
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-6
    weight_decay: float = 0.0

    @classmethod
    def prescribed(cls, problem):
        """Step 1e-3, the authors' beta1 0.9, beta2 0.999 and epsilon 1e-6, and their decay of 0.01."""
        return cls(step_size=1e-3, weight_decay=0.01)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_adam(self)
        checks.nonnegative("weight_decay", self.weight_decay)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        root = np.sqrt(corrected(v, self.beta2, t)) + self.epsilon
        u = quotient(corrected(m, self.beta1, t), root) + self.weight_decay * state.x
        return State(state.x - self.step_size * trust_ratio(state.x, u) * u, m, v, t)
