"""Sparse MeZO: two-point estimates along directions that touch the small parameters only.

Source      Liu, Zhu, Gong, Cheng, Xue & You 2024 (S-MeZO), its dynamic small-magnitude mask.
Step        m_i = 1 where |x_i| <= threshold, 0 else, from the unperturbed x;  z = m o n with n ~ N(0, I)
            x+ = x - eta s z,  s = [F(x + c z; y) - F(x - c z; y)]/2c
Guarantee   quadratic f, m with k ones: E g = m o p, E gg' = 2 (m o p)(m o p)' + |m o p|^2 diag m,
            E|g|^2 = (k + 2)|m o p|^2                                                                    (derived)
            f L-smooth with slope p'z: E f(x+) <= f - eta (1 - eta L (k + 2)/2)|m o p|^2        (derived; attained)
Assumes     nothing for the update. Only m o grad f goes to zero: what is masked stays.
Cost        two values per step; nothing beyond x, as m follows from x again.
Departures  one threshold for all layers, given; the published one is a percentile of the first weights (recalled).
Trap        m must not be computed again from the perturbed x: it would be another mask in every pass.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.zeroth_order.estimators import cautious_step, check_two_point, slope


class State(NamedTuple):
    """Iterate of S-MeZO."""

    x: Any  # x_t, shape (d,)


class SparseMeZO(NamedTuple):
    """S-MeZO; `step_size` eta > 0, `smoothing` c > 0 and `threshold` >= 0 in units of x."""

    step_size: float
    smoothing: float
    threshold: float

    @classmethod
    def prescribed(cls, problem):
        """The step of MeZO, c = 1/4, a threshold of 3/4."""
        return cls(step_size=cautious_step(problem), smoothing=0.25, threshold=0.75)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_two_point(self)
        checks.nonnegative("threshold", self.threshold)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        normal = rng.standard_normal(state.x.shape[0])
        z = np.where(np.abs(state.x) <= self.threshold, normal, 0.0)
        s = slope(problem, state.x, z, self.smoothing, sample)
        return State(state.x - self.step_size * s * z)
