"""RAdam: Adam that does without its second moment until enough gradients were seen, and is rectified after.

Source      Liu, Jiang, He, Chen, Liu, Gao & Han 2020, Algorithm 2, with the threshold 5 of their code.
Step        m+, v+, m^, v^ as in Adam;   rho = 2/(1 - beta2) - 1,   rho_t = rho - 2 t beta2^t / (1 - beta2^t)
            x+ = x - eta r_t m^ / (sqrt(v^) + epsilon)   if rho_t > 5,   x+ = x - eta m^   otherwise
            r_t^2 = (rho_t - 4)(rho_t - 2) rho / ((rho - 4)(rho - 2) rho_t)
Guarantee   rho_t < t for t > 1 and every beta2, so no step up to t = 5 is rectified; r_t < 1   (derived)
Assumes     nothing.
Cost        one gradient per step; two extra d-vectors.
Departures  the paper has the threshold 4, which rectifies one step earlier, and no epsilon (0/0 where v = 0): at
            epsilon = 0 a coordinate with v^ = 0 stays where it is in rectified steps.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, check_adam, corrected


class State(NamedTuple):
    """Iterate, first and second moment, and number of steps taken."""

    x: Any  # x_t, shape (d,)
    m: Any  # shape (d,), not corrected
    v: Any  # shape (d,), not corrected
    t: int


def variance_length(beta2, t):
    """rho and rho_t: lengths of the simple moving averages that forget as fast as v, after infinity and t steps."""
    limit = 2 / (1 - beta2) - 1
    return limit, limit - 2 * t * beta2**t / (1 - beta2**t)


def rectification(limit, length):
    """r_t of rho and rho_t > 4, a number in (0, 1)."""
    return np.sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length))


class RAdam(NamedTuple):
    """RAdam; `step_size` eta > 0, `beta1` and `beta2` in [0, 1), `epsilon` >= 0 in units of the gradient."""

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
        return State(x0, np.zeros_like(x0), np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        return State(state.x - self.step_size * self.direction(m, v, t), m, v, t)

    def direction(self, m, v, t):
        """The rectified step where rho_t > 5, m^ elsewhere, shape (d,)."""
        limit, length = variance_length(self.beta2, t)
        if length > 5:
            return rectification(limit, length) * self.normalised(m, v, t)
        return corrected(m, self.beta1, t)

    def normalised(self, m, v, t):
        """m^ / (sqrt(v^) + epsilon), shape (d,)."""
        root = np.sqrt(corrected(v, self.beta2, t))
        return quotient(corrected(m, self.beta1, t), root + self.epsilon)
