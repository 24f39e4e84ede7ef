"""AdaZeta: averaged two-point estimates on the cores of tensor trains, with more queries from epoch to epoch.

Source      Yang, Zhen, Banijamali, Mouchtaris & Zhang 2024 (AdaZeta), with the schedule of the published code.
Step        epoch e = t div `epoch_length` from 0,  Q = min(max(floor(alpha e^beta), 1), Q_max)
            g = (1/Q) sum_q s_q z_q,  s_q = [F(x + c z_q; y) - F(x - c z_q; y)]/2c,  z_q ~ N(0, I), one y for all
            x+ = x - eta (g + decay x)
Guarantee   F(.; y) quadratic with Hessian H for every y, noise of the gradients of covariance S, no decay:
            E |g|^2 = (1 + (d + 1)/Q)(|p|^2 + tr S)                                                      (derived)
            E f(x+) = f - eta |p|^2 + (eta^2 L/2) E |g|^2 for f = L|x|^2/2                               (derived)
            s_i+ = (1 - 2 eta l_i + (1 + 1/Q) eta^2 l_i^2) s_i + (eta^2/Q) sum_j l_j^2 s_j
                   + eta^2 [(1 + 1/Q) S_ii + tr S/Q]  for s_i = E x_i^2 and H = diag l                   (derived)
            Q -> oo leaves the floor of SGD: one sample serves all queries. Only a sample of its own for
            every query would let the floor vanish as 1/Q. Without noise there is no floor at all.
Assumes     nothing for the update; x holds the cores one after the other.
Cost        2Q values per step; one direction and the sum.
Departures  none known.
Trap        the schedule counts epochs, not steps.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.zeroth_order.estimators import cautious_step, check_two_point, slope


class State(NamedTuple):
    """Iterate and number of steps."""

    x: Any  # x_t, shape (d,)
    t: int


class AdaZeta(NamedTuple):
    """`step_size` eta, `smoothing` c in units of x, `growth` alpha > 0, `exponent` beta > 0, `largest` Q_max >= 1,
    `epoch_length` >= 1 in steps, `decay` >= 0."""

    step_size: float
    smoothing: float
    growth: float
    exponent: float
    largest: int
    epoch_length: int
    decay: float

    @classmethod
    def prescribed(cls, problem):
        """The step of MeZO, c = 1/4; epochs of two steps with 1, 2, 3, 3, ... queries; decay 1/8."""
        return cls(cautious_step(problem), 0.25, 2.75, 0.5, 3, 2, 0.125)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_two_point(self)
        checks.positive("growth", self.growth)
        checks.positive("exponent", self.exponent)
        checks.count("largest", self.largest)
        checks.count("epoch_length", self.epoch_length)
        checks.nonnegative("decay", self.decay)

    def init(self, problem, x0):
        return State(x0, 0)

    def step(self, problem, state, rng):
        sample, Q = problem.sample(rng), self.queries(state.t)
        g = np.zeros_like(state.x)
        for _ in range(Q):
            z = rng.standard_normal(state.x.shape[0])
            g = g + slope(problem, state.x, z, self.smoothing, sample) * z
        return State(state.x - self.step_size * (g / Q + self.decay * state.x), state.t + 1)

    def queries(self, t):
        """Q of step t: counted up, as balls have no floor."""
        target, queries = self.growth * (t // self.epoch_length) ** self.exponent, 1
        for more in range(2, self.largest + 1):
            if more <= target:
                queries = more
        return queries
