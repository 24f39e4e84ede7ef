"""Sign descent: a step of one length in every coordinate, against the sign of the gradient.

Source      Liu, Li, Hall, Liang & Ma 2023 (P188), the baseline of the lower bound; Lion without memory and decay.
Step        x+ = x - eta sign(grad f(x)),   sign(0) = 0
Guarantee   f(x+) <= f(x) - eta |g|_1 + d L eta^2/2 for L-smooth f                                        (derived)
            on (mu x^2 + beta y^2)/2 with steps short enough for y to end within eps, at least
            (sqrt(Delta/eps) - 1) sqrt(kappa)/2 steps for x from f = Delta                                 (derived)
Assumes     L-smooth f for the first.
Cost        one gradient per step; nothing besides x.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_t, shape (d,)


class SignGD(NamedTuple):
    """Sign descent with `step_size` eta > 0."""

    step_size: float

    @classmethod
    def prescribed(cls, problem):
        """A step of 1e-2, as for problems of order one."""
        return cls(step_size=1e-2)

    def validate(self, problem):
        """Raise ValueError unless the step size is usable."""
        checks.positive("step_size", self.step_size)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * np.sign(problem.gradient(state.x)))
