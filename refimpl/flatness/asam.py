"""Adaptive sharpness-aware minimisation (ASAM): the ball is measured in units of each coordinate's size.

Source      Kwon, Kim, Park & Choi 2021, Algorithm 1 (p = 2, full batch, element-wise normalisation).
Step        e = rho T^2 g / |T g|,  T = diag(|x_i| + offset),  g = grad f(x)   (e = 0 where T g = 0)
            x+ = x - eta grad f(x + e)
Guarantee   |T^{-1} e| = rho and <g, e> = rho |T g|, the maximum of <g, e> over |T^{-1} e| <= rho           (derived)
            (1/K) sum_{k<K} |g_k|^2 <= 2 (f_0 - f*)/(eta K) + (L rho)^2 (1/K) sum_{k<K} max_i T_{k,i}^2   (derived)
Assumes     f is L-smooth, 0 < eta <= 1/L for the average; nothing for the update.
Cost        two gradients per step; two extra d-vectors.
Departures  the released code adds 1e-16 to |T g|, and leaves T = 1 on parameters that are not named weights.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm


class State(NamedTuple):
    """Iterate of ASAM."""

    x: Any  # x_k, shape (d,)


class ASAM(NamedTuple):
    """ASAM with gradient descent: `step_size` eta > 0, relative radius `rho` >= 0, `offset` >= 0 in units of x."""

    step_size: float
    rho: float
    offset: float

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the guarantee, 1/L, with the authors' rho = 0.5 and offset = 0.01."""
        return cls(step_size=1.0 / problem.smoothness(), rho=0.5, offset=0.01)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("rho", self.rho)
        checks.nonnegative("offset", self.offset)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        T = np.abs(state.x) + self.offset
        ascent = T * scale_to_norm(T * problem.gradient(state.x), self.rho)
        return State(state.x - self.step_size * problem.gradient(state.x + ascent))
