"""Sensitive-sparse zeroth-order SGD: two-point estimates on the parameters of largest gradients, chosen once.

Source      Guo, Long, Zeng, Liu, Yang, Ran, Gardner, Bastani, De Sa, Yu, Chen & Xu 2024 (SensZOQ).
Step        at the start F_j = mean_i (d F(x_0; i)/d x_j)^2 over all samples, m = 1 on the `kept` largest F_j, for good
            x+ = x - eta s z,  s = [F(x + c z; y) - F(x - c z; y)]/2c,  z = m o n with n ~ N(0, I)
Guarantee   f L-smooth with slope p'z, |m o p|^2 = share |p|^2, eta = 1/(L (k + 2)):
            E f(x+) <= f - share |p|^2/(2 L (k + 2)): k/share in place of d                      (derived; attained)
            what is frozen stays to the last bit; on a quadratic the limit is the minimum over the kept
            coordinates, x_m = -H_mm^{-1} H_mc x_c about the minimiser                                   (derived)
Assumes     nothing for the update.
Cost        all sampled gradients once; two values per step; the mask.
Departures  the frozen parameters are not quantised by the method: start it from quantised ones. Of equal F_j the first.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.flatness.masks import check_kept, top_mask
from refimpl.zeroth_order.estimators import cautious_step, check_two_point, slope


class State(NamedTuple):
    """Iterate and mask."""

    x: Any  # x_t, shape (d,)
    mask: Any  # m, shape (d,), zeros and ones


class SensitiveZO(NamedTuple):
    """Sensitive-sparse ZO-SGD; `step_size` eta > 0, `smoothing` c > 0 in units of x, `kept` of the d parameters."""

    step_size: float
    smoothing: float
    kept: int

    @classmethod
    def prescribed(cls, problem):
        """The step of MeZO, c = 1/4, half of the parameters."""
        return cls(cautious_step(problem), smoothing=0.25, kept=(problem.dimension() + 1) // 2)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_two_point(self)
        check_kept(self.kept, problem)

    def init(self, problem, x0):
        G = problem.sample_gradients(x0)
        return State(x0, top_mask(np.sum(G * G, axis=0), self.kept))  # n F, in the order of F

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        z = state.mask * rng.standard_normal(state.x.shape[0])
        s = slope(problem, state.x, z, self.smoothing, sample)
        return State(state.x - self.step_size * s * z, state.mask)
