"""Newton's method with the Polyak step: as far along the Newton step as the quadratic model needs to reach f*.

Source      Abdukhakimov, Xiang, Kamzolov & Takac 2024 (SANIA), B = D = the Hessian.
Step        n = H(x)^{-1} g,  g = grad f(x),  G = g'n                            (x+ = x where f(x) <= f*)
            x+ = x - l n,   l = 1 - sqrt(1 - 2 (f(x) - f*)/G) where 2 (f(x) - f*) <= G, else 1
Guarantee   invariant under x = T y, T regular                                                            (derived)
            quadratic f: f(x+) = max(f*, min f) after one step                                            (derived)
            f = |x|^p, f* = 0: x+ = x [1 - (1 - sqrt((2 - p)/p))/(p - 1)] for 1 < p < 2, where Newton's factor
            1 - 1/(p - 1) does not contract for p <= 3/2                                                  (derived)
Assumes     H(x) regular; `target` f* <= f.
Cost        one value, gradient, Hessian and solve per step; nothing is kept.
Departures  all samples are drawn: a mini-batch is a function f of its own.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.second_order.polyak import excess, model_length


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_k, shape (d,)


class NewtonPolyak(NamedTuple):
    """`target` f*, a value that f does not fall below."""

    target: float

    @classmethod
    def prescribed(cls, problem):
        """A loss that can be fitted; ValueError where the problem is not strongly convex."""
        checks.positive("strong_convexity", problem.strong_convexity())
        return cls(target=0.0)

    def validate(self, problem):
        """Raise ValueError unless the target is finite."""
        checks.finite("target", self.target)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        gap = self.gap(problem, state.x)
        if gap == 0:
            return state
        u = np.linalg.solve(problem.hessian(state.x), g)
        return State(state.x - self.length(gap, np.dot(g, u)) * u)

    def gap(self, problem, x):
        """f(x) - f*, at least 0."""
        return excess(problem.value(x), self.target)

    def length(self, gap, size):
        """l, in [0, 1]."""
        return model_length(gap, size)
