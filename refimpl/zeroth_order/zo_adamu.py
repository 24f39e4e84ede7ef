"""ZO-AdaMU: two-point estimates along directions that remember, with annealed weights.

Source      Jiang, Chen, Pan, Xiang, Lin, Wu, Liu & Song 2024 (ZO-AdaMU), the form of its code.
Step        n, n' ~ N(0, I);  z_h = h + sqrt(1 - w) n,  z_c = sqrt(w) n'
            s = slope of F(.; y) at x along (1 - share) z_h + share z_c at the distance c
            m = b1 z_c + (1 - b1) z_h,  v = b2 z_c^2 + (1 - b2) z_h^2
            x+ = x - eta s m/sqrt(v + epsilon),  h+ = sign(s) m
Schedule    w, b1, b2 = cos^2(pi r/2), r = k/(T - phi (T - T2) k/(T2 - T1)), k = min(max(t - T1, 0), T2 - T1), with
            phi = 1, 1/10, 3/2: all one up to T1, falling up to T2, constant after
Guarantee   f linear, t < T1: x+ - x = -eta s sign(n') for epsilon -> 0, with s = p'[(1 - share) h + share n'], so that
            E|x+ - x|^2 = eta^2 d [(1 - share)^2 (p'h)^2 + share^2 |p|^2] for fixed h                   (derived)
            |x+ - x| <= eta |s| sqrt(b1^2/b2 + (1 - b1)^2/(1 - b2)) in every coordinate                 (derived)
Assumes     nothing for the update.
Cost        two values per step; the memory h.
Departures  the published schedule shortens its horizon at every call, tensor by tensor and pass by pass, so that the
            three passes of a step use different weights and x is not restored; here weights are functions of t.
Trap        the direction of the update is not the one of the values: no setting makes this MeZO.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.zeroth_order.estimators import cautious_step, check_two_point, slope

W, B1, B2 = 10, 1, 15  # phi in tenths


class State(NamedTuple):
    """Iterate, remembered direction and number of steps taken."""

    x: Any  # x_t, shape (d,)
    h: Any  # h_t, shape (d,)
    t: int


class ZOAdaMU(NamedTuple):
    """ZO-AdaMU; `step_size` eta > 0, `smoothing` c > 0, `share` in [0, 1], `epsilon` > 0, 0 <= T1 < T2 <= T."""

    step_size: float
    smoothing: float
    share: float
    epsilon: float
    warmup: int  # T1
    until: int  # T2
    total: int  # T

    @classmethod
    def prescribed(cls, problem):
        """The step of MeZO, c = 1/4, the share 1/10 of the code, epsilon = 2^-10, and T1, T2, T = 2, 6, 8."""
        return cls(cautious_step(problem), 0.25, share=0.1, epsilon=2.0**-10, warmup=2, until=6, total=8)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable; T2 > T/3 keeps the horizons positive."""
        check_two_point(self)
        checks.between("share", self.share, 0.0, 1.0)
        checks.positive("epsilon", self.epsilon)
        checks.count("warmup", self.warmup, 0)
        checks.count("until", self.until, self.warmup + 1)
        checks.count("total", self.total, self.until)
        if 3 * self.until <= self.total:
            raise ValueError(f"until must exceed total/3 = {self.total / 3:g}, got {self.until}")

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), 0)

    def angle(self, x, t, tenths):
        """pi r/2 with phi in tenths; pi to the last digit of every engine."""
        span = self.until - self.warmup
        k = min(max(t - self.warmup, 0), span)
        horizon = 10 * self.total * span - tenths * (self.total - self.until) * k
        return 2 * np.arctan(np.ones_like(x[:1]))[0] * (10 * span * k) / horizon

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        x, d = state.x, state.x.shape[0]
        w = self.angle(x, state.t, W)
        held = state.h + np.sin(w) * rng.standard_normal(d)
        fresh = np.cos(w) * rng.standard_normal(d)
        s = slope(problem, x, (1 - self.share) * held + self.share * fresh, self.smoothing, sample)
        b1, b2 = np.cos(self.angle(x, state.t, B1)) ** 2, np.cos(self.angle(x, state.t, B2)) ** 2
        m = b1 * fresh + (1 - b1) * held
        v = b2 * np.square(fresh) + (1 - b2) * np.square(held)
        return State(x - self.step_size * s * m / np.sqrt(v + self.epsilon), np.sign(s) * m, state.t + 1)
