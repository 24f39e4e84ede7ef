"""AdEMAMix: AdamW with a second, slow average of the gradients beside the fast one.

Source      Pagliardini, Ablin & Grangier 2024, Algorithm 1 with its two schedules.
Step        m+ = beta1 m + (1 - beta1) g,   l+ = b l + (1 - b) g,   v+ = beta2 v + (1 - beta2) g^2,   t+ = t + 1
            x+ = x - eta ((m^ + a l+) / (sqrt(v^) + epsilon) + lambda x),   ^: over 1 - beta^t+;  l is not corrected
            a = alpha min(t+/T, 1),   log b = log beta1 log beta3 / ((1 - t+/T) log beta3 + t+/T log beta1) for t+ < T,
            b = beta3 from T on
Guarantee   a gradient of age i has the weight (1 - beta1) beta1^i/(1 - beta1^t) + alpha (1 - beta3) beta3^i for T = 1;
            the half-life of b grows linearly in t; AdamW for alpha = 0                                       (derived)
Assumes     nothing for the update; 0 < beta1 <= beta3.
Cost        one gradient per step; three extra d-vectors.
Departures  one T for both schedules, as the paper uses them. At epsilon = 0 a coordinate with v^ = 0 moves by the decay
            alone.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, check_adam, corrected


class State(NamedTuple):
    """Iterate, fast and slow average, second moment, and number of steps taken."""

    x: Any  # x_t, shape (d,)
    m: Any  # shape (d,), not corrected
    slow: Any  # l, shape (d,), never corrected
    v: Any  # shape (d,), not corrected
    t: int


class AdEMAMix(NamedTuple):
    """AdamW's hyper-parameters, `beta3` in [beta1, 1) and `alpha` >= 0 of the slow average, full after `warmup`."""

    step_size: float
    beta1: float
    beta2: float
    beta3: float
    alpha: float
    epsilon: float
    weight_decay: float
    warmup: int

    @classmethod
    def prescribed(cls, problem):
        """The paper's values, and a decay and a warm-up for short runs: the paper warms up over the whole run."""
        return cls(
            step_size=1e-3,
            beta1=0.9,
            beta2=0.999,
            beta3=0.9999,
            alpha=5.0,
            epsilon=1e-8,
            weight_decay=0.1,
            warmup=6,
        )

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_adam(self)
        checks.positive("beta1", self.beta1)
        checks.finite("beta3", self.beta3)
        if not self.beta1 <= self.beta3 < 1:
            raise ValueError(f"beta3 must lie in [beta1, 1) = [{self.beta1!r}, 1), got {self.beta3!r}")
        checks.nonnegative("alpha", self.alpha)
        checks.nonnegative("weight_decay", self.weight_decay)
        checks.count("warmup", self.warmup)

    def init(self, problem, x0):
        zero = np.zeros_like(x0)
        return State(x0, zero, zero, zero, 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        slow = average(state.slow, g, self.slow_beta(t))
        v = average(state.v, np.square(g), self.beta2)
        u = self.direction(m, slow, v, t)
        return State(state.x - self.step_size * (u + self.weight_decay * state.x), m, slow, v, t)

    def slow_beta(self, t):
        """b of step t."""
        if t >= self.warmup:
            return self.beta3
        fast, slow = np.log(self.beta1), np.log(self.beta3)
        return np.exp(self.warmup * fast * slow / ((self.warmup - t) * slow + t * fast))

    def slow_weight(self, t):
        """a of step t."""
        return self.alpha * min(t, self.warmup) / self.warmup

    def direction(self, m, slow, v, t):
        """(m^ + a l) / (sqrt(v^) + epsilon), shape (d,)."""
        mixed = corrected(m, self.beta1, t) + self.slow_weight(t) * slow
        return quotient(mixed, np.sqrt(corrected(v, self.beta2, t)) + self.epsilon)
