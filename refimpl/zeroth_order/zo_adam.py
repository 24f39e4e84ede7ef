"""ZO-Adam: Adam on two-point estimates of the gradient; with moments replayed from seeds it is MeZO-Adam.

Source      Zhang, Li, Hong, Li, Zhang, et al. 2024 (benchmark), ZO-Adam; Malladi et al. 2023, appendix: MeZO-Adam.
Step        g = s z,  s = [F(x + c z; y) - F(x - c z; y)]/2c,  z ~ N(0, I),  t+ = t + 1
            m+ = beta1 m + (1 - beta1) g,  v+ = beta2 v + (1 - beta2) g^2
            x+ = x - eta m^ / (sqrt(v^) + epsilon),   m^ = m+ / (1 - beta1^t+),  v^ = v+ / (1 - beta2^t+)
Guarantee   m and v, hence x_T, are functions of x_0, the scalars s_t and the seed of the z_t             (derived)
            the first step has the length eta |g_i|/(|g_i| + epsilon) in coordinate i                    (derived)
            |x+ - x| <= eta U_t in every coordinate, U_t as for Adam, whatever the values                (derived)
Assumes     nothing for the update.
Cost        two values per step; two extra d-vectors, or none and T regenerations of z at step T from the log.
Departures  moments are kept; epsilon > 0. No weight decay.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.first_order_adaptive.moments import average, check_adam, corrected
from refimpl.zeroth_order.estimators import cautious_step, check_two_point, slope


class State(NamedTuple):
    """Iterate, first and second moment, and number of steps taken."""

    x: Any  # x_t, shape (d,)
    m: Any  # shape (d,), not corrected
    v: Any  # shape (d,), not corrected
    t: int


class ZOAdam(NamedTuple):
    """ZO-Adam; Adam's hyper-parameters, and `smoothing` c > 0 in units of x."""

    step_size: float
    smoothing: float
    beta1: float
    beta2: float
    epsilon: float

    @classmethod
    def prescribed(cls, problem):
        """The step of MeZO as a length, c = 1/4, beta1 = 1/2, beta2 = 3/4 and epsilon = 2^-10."""
        return cls(cautious_step(problem), smoothing=0.25, beta1=0.5, beta2=0.75, epsilon=2.0**-10)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_two_point(self)
        check_adam(self)
        checks.positive("epsilon", self.epsilon)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        z = rng.standard_normal(state.x.shape[0])
        g = slope(problem, state.x, z, self.smoothing, sample) * z
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        root = np.sqrt(corrected(v, self.beta2, t))
        ratio = corrected(m, self.beta1, t) / (root + self.epsilon)
        return State(state.x - self.step_size * ratio, m, v, t)
