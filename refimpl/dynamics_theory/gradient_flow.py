"""Gradient flow, by the classical Runge-Kutta method of order four.

Source      Runge 1895, Kutta 1901; the reference from which central flows depart (Cohen et al. 2025).
Step        F = -grad f:  k_1 = F(x), k_2 = F(x + h k_1/2), k_3 = F(x + h k_2/2), k_4 = F(x + h k_3)
            x+ = x + h (k_1 + 2 k_2 + 2 k_3 + k_4)/6
Guarantee   on a quadratic every mode is multiplied by 1 - z + z^2/2 - z^3/6 + z^4/24, z = h lambda, so that the error
            against exp(-z) is at most z^5/120 for z <= 1   (derived)
Assumes     f twice differentiable and h lambda < 2.785 for stability.
Cost        four gradients per step; four extra d-vectors.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.first_order_adaptive.smooth_step import smooth_step


class State(NamedTuple):
    """The point reached."""

    x: Any  # x(k h), shape (d,)


class GradientFlow(NamedTuple):
    """dx/dt = -grad f(x) in steps of time `time_step` h > 0."""

    time_step: float

    @classmethod
    def prescribed(cls, problem):
        """A quarter of 1/L, or 1/64 where L is not known."""
        return cls(time_step=smooth_step(problem, 0.0625) / 4)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("time_step", self.time_step)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        h = self.time_step
        first = problem.gradient(state.x)
        second = problem.gradient(state.x - h / 2 * first)
        third = problem.gradient(state.x - h / 2 * second)
        fourth = problem.gradient(state.x - h * third)
        return State(state.x - h / 6 * (first + 2 * second + 2 * third + fourth))
