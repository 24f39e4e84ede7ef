"""AdamNC: Adam with the plain mean of all squared gradients, a fading momentum and steps that fall like 1/sqrt(t).

Source      Reddi, Kale & Kumar 2018 (P276), Algorithm 3 with beta_2t = 1 - 1/t, without projection.
Step        m+ = b m + (1 - b) g,   b = beta1 lambda^(t+ - 1),   s+ = s + g^2,   g = grad f(x),  t+ = t + 1
            x+ = x - (eta / sqrt(t+)) m+ / sqrt(s+ / t+) = x - eta m+ / sqrt(s+)
Guarantee   beta1 = 0: AdaGrad; the rates eta/sqrt(s) never grow, which is what the proof of regret needs   (derived)
Assumes     nothing for the update.
Cost        one gradient per step; two extra d-vectors.
Departures  the two roots of t are cancelled. A coordinate whose gradients were all zero stays where it is (0/0 in the
            paper).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average


class State(NamedTuple):
    """Iterate, first moment, sum of squared gradients, and number of steps taken."""

    x: Any  # x_t, shape (d,)
    m: Any  # shape (d,), not corrected
    s: Any  # shape (d,)
    t: int


class AdamNC(NamedTuple):
    """AdamNC; `step_size` eta > 0, `beta1` in [0, 1), `fading` lambda in [0, 1]."""

    step_size: float
    beta1: float
    fading: float

    @classmethod
    def prescribed(cls, problem):
        """Adam's beta1, a slow fading, and a step size for problems of order one."""
        return cls(step_size=0.5, beta1=0.9, fading=0.99)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.finite("beta1", self.beta1)
        if not 0 <= self.beta1 < 1:
            raise ValueError(f"beta1 must lie in [0, 1), got {self.beta1!r}")
        checks.between("fading", self.fading, 0.0, 1.0)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        m = average(state.m, g, self.beta1 * self.fading**state.t)
        s = state.s + np.square(g)
        return State(state.x - self.step_size * quotient(m, np.sqrt(s)), m, s, state.t + 1)
