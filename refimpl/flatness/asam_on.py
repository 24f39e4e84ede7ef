"""ASAM on normalisation parameters only: the adaptive ball, cut down to a mask.

Source      Mueller, Vlaar, Rolnick & Hein 2023, SAM-ON with the element-wise normalisation of ASAM.
Step        e = rho m T^2 g / |m T g|,  T = diag(|x_i| + offset),  g = grad f(x)   (e = 0 where m T g = 0)
            x+ = x - eta grad f(x + e), on all parameters; m a mask of zeros and ones
Guarantee   e = 0 off the mask, |T^{-1} e| = rho and <g, e> = rho |m T g|: the maximum of <g, e> over such e  (derived)
            f(x+) <= f(x) - (eta/2) |g|^2 + (eta/2) (L rho max_i m_i T_i)^2                                 (derived)
Assumes     f is L-smooth, 0 < eta <= 1/L for the descent; nothing for the update.
Cost        two gradients per step; two extra d-vectors.
Departures  offset > 0 as in ASAM; the mask is given, being a property of the network.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm
from refimpl.flatness.masks import check_mask, every_second


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_t, shape (d,)


class ASAMON(NamedTuple):
    """ASAM on a mask: `step_size` eta > 0, relative radius `rho` >= 0, `offset` >= 0 in units of x, `mask` (d,)."""

    step_size: float
    rho: float
    offset: float
    mask: Any

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the guarantee, 1/L, ASAM's rho = 0.5 and offset = 0.01, and the mask 0, 1, 0, 1, ..."""
        return cls(step_size=1.0 / problem.smoothness(), rho=0.5, offset=0.01, mask=every_second(problem))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("rho", self.rho)
        checks.nonnegative("offset", self.offset)
        check_mask(self.mask, problem)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        T = self.mask * (np.abs(state.x) + self.offset)
        ascent = T * scale_to_norm(T * problem.gradient(state.x), self.rho)
        return State(state.x - self.step_size * problem.gradient(state.x + ascent))
