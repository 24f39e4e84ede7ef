"""SAM on normalisation parameters only (SAM-ON): the ascent step stays in a coordinate subspace.

Source      Mueller, Vlaar, Rolnick & Hein 2023, SAM-ON: m = 1 on the affine parameters of normalisation layers.
Step        e = rho m g / |m g|,  g = grad f(x)   (products element by element; e = 0 where m g = 0)
            x+ = x - eta grad f(x + e), on all parameters
Guarantee   |e| = rho, e = 0 off the mask, <g, e> = rho |m g|: the maximum of <g, e> over such e          (derived)
            (1/T) sum_{t<T} |grad f(x_t)|^2 <= 2 (f(x_0) - f*) / (eta T) + L^2 rho^2                      (derived)
            on a diagonal quadratic the two-cycle of SAM along the top axis of the mask, the rest decays  (derived)
Assumes     f is L-smooth, 0 < eta <= 1/L for the average; nothing for the update.
Cost        two gradients per step; one extra d-vector.
Departures  the mask is given: which parameters belong to normalisation layers is a property of the network.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm
from refimpl.flatness.masks import check_mask, every_second


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_t, shape (d,)


class SAMON(NamedTuple):
    """SAM on a mask: `step_size` eta > 0, radius `rho` >= 0 in units of x, `mask` (d,) of zeros and ones."""

    step_size: float
    rho: float
    mask: Any

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the guarantee, 1/L, a radius of 0.05, and the mask 0, 1, 0, 1, ..."""
        return cls(step_size=1.0 / problem.smoothness(), rho=0.05, mask=every_second(problem))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("rho", self.rho)
        check_mask(self.mask, problem)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        ascent = scale_to_norm(self.mask * problem.gradient(state.x), self.rho)
        return State(state.x - self.step_size * problem.gradient(state.x + ascent))
