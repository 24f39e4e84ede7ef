"""What the methods for the conditional value at risk share: its joint form, their step and its checks.

Definition  CVaR_b(x) = min over a of a + kappa E (l(x; xi) - a)_+,  kappa = 1/(1 - b): the mean of the worst 1 - b of
            the losses; the best level a is their b-quantile.
Step        nu in [0, 1] from the method;  x+ = x - lam_x kappa nu g,  a+ = a - lam_a (1 - kappa nu),
            g the gradient of the sampled loss. nu = 1: the sample is in the tail, nu = 0: it is not.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate and level."""

    x: Any  # x_k, shape (d,)
    level: Any  # a_k, in units of the loss


class CVaRMethod(NamedTuple):
    """`step_size` lam_x > 0, `level_step` lam_a > 0 in units of the loss, `quantile` b in [0, 1); a_0 = 0."""

    step_size: float
    level_step: float
    quantile: float

    @classmethod
    def prescribed(cls, problem):
        """The worse half of the losses, steps of 1/16 and 1/4."""
        return cls(0.0625, 0.25, 0.5)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.positive("level_step", self.level_step)
        checks.nonnegative("quantile", self.quantile)
        if self.quantile >= 1:
            raise ValueError(f"quantile must be below 1, got {self.quantile!r}")

    def init(self, problem, x0):
        return State(x0, 0.0)

    def weight(self):
        """kappa."""
        return 1 / (1 - self.quantile)

    def moved(self, state, g, nu):
        """The step with the multiplier nu of the tail's constraint."""
        x = state.x - self.step_size * self.weight() * nu * g
        return State(x, state.level - self.level_step * (1 - self.weight() * nu))


def linear_multiplier(excess, fall, level_step, weight):
    """nu of the linearised tail, from l - a and the fall lam_x |g|^2 of the loss."""
    free = (excess + level_step) / (weight * (fall + level_step))
    return np.minimum(1.0, np.maximum(0.0, free))
