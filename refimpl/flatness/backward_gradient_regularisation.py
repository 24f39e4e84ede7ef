"""Backward finite-difference gradient regularisation (B-GR).

Source      Karakida, Takase, Hayase & Osawa 2023 (full batch, plain gradient descent as base optimiser).
Step        D  = (g - grad f(x - epsilon g)) / epsilon,   g = grad f(x): H(x) g up to -(epsilon/2) D^3 f[g, g]
            x+ = x - eta (g + gamma D)
Guarantee   f(x+) <= f(x) - (eta/2) (1 - L^2 gamma^2) |g|^2                                        (derived)
            (1/T) sum_{t<T} |grad f(x_t)|^2 <= 2 (f(x_0) - f*) / (eta T (1 - L^2 gamma^2))         (derived)
Assumes     f is L-smooth, 0 < eta <= 1/L and L gamma < 1 for the guarantee; nothing for the update.
Cost        two gradients per step; one extra d-vector.
Departures  none.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks


class State(NamedTuple):
    """Iterate of B-GR."""

    x: Any  # x_t, shape (d,)


class BackwardGradientRegularisation(NamedTuple):
    """B-GR: `step_size` eta > 0, weight `gamma` >= 0, and `epsilon` > 0, both in units of x per gradient."""

    step_size: float
    gamma: float
    epsilon: float

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the guarantee, 1/L, gamma = 1/(4 L), well within L gamma < 1, and epsilon = 1/(8 L)."""
        L = problem.smoothness()
        return cls(step_size=1.0 / L, gamma=0.25 / L, epsilon=0.125 / L)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("gamma", self.gamma)
        checks.positive("epsilon", self.epsilon)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        difference = g - problem.gradient(state.x - self.epsilon * g)
        return State(state.x - self.step_size * (g + self.gamma / self.epsilon * difference))
