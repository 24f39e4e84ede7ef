"""Gradient descent with a constant step size.

Source      Cauchy 1847; in the large-step regime Kreisler et al. 2023 and Agarwala, Pedregosa & Pennington 2022.
Step        x+ = x - eta grad f(x)
Guarantee   f(x+) <= f(x) - eta (1 - eta L/2) |grad f(x)|^2, for every eta > 0   (derived)
            f(x_N) - f* <= L R^2 / (4 N h + 2), h = eta L <= h*(N), f convex; attained   (Drori & Teboulle 2014)
            the sharpness of the gradient-flow solution never rises on scalar networks while
            eta |r| P <= w_(1) w_(2), the two smallest weights   (derived)
Assumes     f L-smooth for the first two; nothing for the update.
Cost        one gradient per step; no extra vector.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.first_order_adaptive.smooth_step import smooth_step


class State(NamedTuple):
    """Iterate of gradient descent."""

    x: Any  # x_k, shape (d,)


class GradientDescent(NamedTuple):
    """Gradient descent with `step_size` eta > 0."""

    step_size: float

    @classmethod
    def prescribed(cls, problem):
        """Step 1/L, or 0.01 where L is not known."""
        return cls(step_size=smooth_step(problem, 0.01))

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * problem.gradient(state.x))
