"""ZO-SGD-MMT: heavy ball on two-point estimates of the gradient.

Source      Zhang, Li, Hong, Li, Zhang, et al. 2024 (benchmark of zeroth-order fine-tuning), its code's ZO-SGD-MMT.
Step        g = s z,  s = [F(x + c z; y) - F(x - c z; y)]/2c,  z ~ N(0, I)
            m+ = beta m + g,  x+ = x - eta m+,  m_0 = 0
Guarantee   quadratic f: E x_t is the iterate of gradient descent with the same heavy ball               (derived)
            linear f: x_T = x_0 - eta sum_t (1 - beta^{T-t})/(1 - beta) g_t                              (derived)
Assumes     nothing for the update.
Cost        two values per step; one extra d-vector: the momentum is not replayed from seeds.
Departures  none. An average (1 - beta) g in place of g is the same method with the step (1 - beta) eta.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.zeroth_order.estimators import cautious_step, check_two_point, slope


class State(NamedTuple):
    """Iterate and momentum."""

    x: Any  # x_t, shape (d,)
    m: Any  # m_t, shape (d,)


class ZOMomentum(NamedTuple):
    """ZO-SGD-MMT; `step_size` eta > 0, `smoothing` c > 0 in units of x, `momentum` beta in [0, 1)."""

    step_size: float
    smoothing: float
    momentum: float

    @classmethod
    def prescribed(cls, problem):
        """beta = 1/2 and (1 - beta) times the step of MeZO, c = 1/4."""
        return cls(step_size=cautious_step(problem) / 2, smoothing=0.25, momentum=0.5)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_two_point(self)
        checks.between("momentum", self.momentum, 0.0, 1.0 - 2.0**-20)

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0))

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        z = rng.standard_normal(state.x.shape[0])
        s = slope(problem, state.x, z, self.smoothing, sample)
        m = self.momentum * state.m + s * z
        return State(state.x - self.step_size * m, m)
