"""The stochastic Polyak step: to the nearest zero of the linear model of one sampled loss.

Source      Abdukhakimov, Xiang, Kamzolov & Takac 2024, the case B = I, D = 0; Polyak 1987 for one function.
Step        i drawn;   x+ = x - (f_i(x) - f*) / |g|^2 g,   g = grad f_i(x)              (x+ = x where g = 0)
            the point nearest to x with f_i(x) + <g, x+ - x> <= f*
Guarantee   f_i convex, f_i(x*) = f* for all i: |x+ - x*|^2 <= |x - x*|^2 - (f_i(x) - f*)^2 / |g|^2    (derived)
            f_i = (a_i'x - b_i)^2/2: the drawn residual is halved, |x+ - x*|^2 = |x - x*|^2 - 3r^2/(4|a_i|^2)  (derived)
Assumes     f* <= f_i for every i; `target` is f*, 0 for losses that can be fitted.
Cost        one sampled value and gradient per step; nothing is kept.
Departures  where f_i(x) <= f* the point stays, as the definition says.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.second_order.polyak import excess


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_k, shape (d,)


class StochasticPolyak(NamedTuple):
    """`target` f*, the least value of every sampled loss."""

    target: float

    @classmethod
    def prescribed(cls, problem):
        """Losses that can be fitted."""
        return cls(target=0.0)

    def validate(self, problem):
        """Raise ValueError unless the target is finite."""
        checks.finite("target", self.target)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        g = problem.sample_gradient(state.x, draw)
        gap = self.gap(problem, state.x, draw)
        return State(state.x - self.length(gap, np.dot(g, g)) * g)

    def gap(self, problem, x, draw):
        """f_i(x) - f*, at least 0."""
        return excess(problem.sample_value(x, draw), self.target)

    def length(self, gap, size):
        """(f_i - f*) / |g|^2; any number where g = 0."""
        return gap if size == 0 else gap / size
