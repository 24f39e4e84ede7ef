"""ISTA: gradient steps with soft thresholding, the proximal method for an l1 penalty.

Source      Daubechies, Defrise & De Mol 2004; Beck & Teboulle 2009, section 3. The comparator of subgradient steps.
Step        y = x - a grad f(x),  x+_i = y_i - clip(y_i, -a weight, a weight)
Guarantee   phi(x+) <= phi(u) + (|u - x|^2 - |u - x+|^2)/(2a) for every u, so phi falls by |x+ - x|^2/(2a) at least
            and phi(x_k) - phi* <= |x_0 - x*|^2/(2ak)                                                      (derived)
Assumes     f convex and L-smooth, 0 < a <= 1/L, phi = f + weight |x|_1.
Cost        one gradient per step; one vector.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_k, shape (d,)


class ISTA(NamedTuple):
    """Proximal gradient steps on f + weight |x|_1."""

    step_size: float
    weight: float

    @classmethod
    def prescribed(cls, problem):
        """Step 1/L for L-smooth f, and the weight 1/8."""
        return cls(1 / problem.smoothness(), 0.125)

    def validate(self, problem):
        """Raise ValueError unless the step size is positive and the weight non-negative."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("weight", self.weight)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        y = state.x - self.step_size * problem.gradient(state.x)
        threshold = self.step_size * self.weight
        # exact zeros below the threshold, in balls too
        return State(np.maximum(y - threshold, 0.0) + np.minimum(y + threshold, 0.0))
