"""Gradient regularisation (GR), exact: gradient descent on f + (gamma/2) |grad f|^2, by double backpropagation.

Source      Karakida, Takase, Hayase & Osawa 2023, the form with double backpropagation (DB); Barrett & Dherin 2021.
Step        x+ = x - eta (g + gamma H(x) g),   g = grad f(x)
Guarantee   f(x+) <= f(x) - (eta/2) (1 - L^2 gamma^2) |g|^2                                        (derived)
            (1/T) sum_{t<T} |grad f(x_t)|^2 <= 2 (f(x_0) - f*) / (eta T (1 - L^2 gamma^2))         (derived)
Assumes     f is L-smooth, 0 < eta <= 1/L and L gamma < 1 for the guarantee; nothing for the update.
Cost        one gradient and one Hessian-vector product per step; one extra d-vector.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks


class State(NamedTuple):
    """Iterate of gradient regularisation."""

    x: Any  # x_t, shape (d,)


class GradientRegularisation(NamedTuple):
    """Gradient regularisation: `step_size` eta > 0, weight `gamma` >= 0 in units of x per gradient."""

    step_size: float
    gamma: float

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the guarantee, 1/L, and gamma = 1/(4 L), well within L gamma < 1."""
        L = problem.smoothness()
        return cls(step_size=1.0 / L, gamma=0.25 / L)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("gamma", self.gamma)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        return State(state.x - self.step_size * (g + self.gamma * problem.hessian_vector(state.x, g)))
