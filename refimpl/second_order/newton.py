"""Newton's method with a constant step size, 1 as a rule: the baseline of every damped, regularised or lazy variant.

Source      Newton 1669, Raphson 1690, Simpson 1740; the baseline of Hanzely, Abdukhakimov & Takac 2024.
Step        x+ = x - eta H(x)^{-1} grad f(x)
Guarantee   with eta = 1, the full step:
            |x+ - x*| <= L |x - x*|^2 / (2 (mu - L |x - x*|)) where L |x - x*| < mu; local order 2         (derived)
            b |x_k - x*| <= (b |x_0 - x*|)^{2^k}, b = 3 L/(2 mu), from every x_0 with b |x_0 - x*| < 1     (derived)
            with any eta: x_k - x* = (1 - eta)^k (x_0 - x*) on a quadratic, whatever its condition         (derived)
Assumes     H(x*) >= mu I > 0 and an L-Lipschitz Hessian for both; a regular Hessian for the update. Without a
            start near x* nothing is guaranteed: the iterates may cycle, diverge or tend to a saddle.
Cost        one gradient, one Hessian and one factorisation per step; d^2 floats.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class State(NamedTuple):
    """Iterate of Newton's method."""

    x: Any  # x_k, shape (d,)


class Newton(NamedTuple):
    """Newton's method with `step_size` eta > 0."""

    step_size: float

    @classmethod
    def prescribed(cls, problem):
        """The full step; ValueError where the problem is not strongly convex."""
        checks.positive("strong_convexity", problem.strong_convexity())
        return cls(step_size=1.0)

    def validate(self, problem):
        """Raise ValueError unless the step size is usable."""
        checks.positive("step_size", self.step_size)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        n = np.linalg.solve(problem.hessian(state.x), problem.gradient(state.x))
        return State(state.x - self.step_size * n)
