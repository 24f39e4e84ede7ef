"""ZO-SGD-Sign: a step of one length per direction, towards the smaller of two values.

Source      Zhang, Li, Hong, Li, Zhang, et al. 2024 (benchmark of zeroth-order fine-tuning), its code's ZO-SGD-Sign.
Step        s = F(x + c z; y) - F(x - c z; y),  z ~ N(0, I),  x+ = x - eta sign(s) z,  sign(0) = 0
Guarantee   linear f with gradient p: E x+ = x - eta sqrt(2/pi) p/|p|, E|x+ - x|^2 = eta^2 d, and every step
            decreases f by eta |p'z|: normalised gradient descent in the mean                       (derived)
Assumes     nothing for the update. With a constant step it ends in a ball of radius about eta d sqrt(pi/8).
Cost        two values per step.
Departures  none. ZO-signSGD of Liu et al. 2019 takes the sign of every entry of s z instead: see the dialects.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.zeroth_order.estimators import cautious_step, check_two_point


class State(NamedTuple):
    """Iterate of ZO-SGD-Sign."""

    x: Any  # x_t, shape (d,)


class ZOSignSGD(NamedTuple):
    """ZO-SGD-Sign; `step_size` eta > 0 in units of x, `smoothing` c > 0 in units of x."""

    step_size: float
    smoothing: float

    @classmethod
    def prescribed(cls, problem):
        """The step of MeZO, whose length depends on the problem, and c = 1/4."""
        return cls(step_size=cautious_step(problem), smoothing=0.25)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_two_point(self)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        z = rng.standard_normal(state.x.shape[0])
        ahead = problem.sample_value(state.x + self.smoothing * z, sample)
        behind = problem.sample_value(state.x - self.smoothing * z, sample)
        return State(state.x - np.sign(ahead - behind) * (self.step_size * z))
