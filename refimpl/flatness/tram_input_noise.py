"""TRAM with input noise: the radius is how far the predictions move when the inputs do.

Source      Sherborne, Saphra, Dasigi & Peng 2024, TRAM with the trust region of noised inputs.
Step        r_t = (1/n) sum_i KL( p(.|u_i; x_t) || p(.|u_i + s z_i; x_t) ),  z_i ~ N(0, I) anew at every step
            e = r_t g/|g|,  g = grad f(x_t)   (e = 0 where g = 0),   x_{t+1} = x_t - eta grad f(x_t + e)
Guarantee   E r_t = (s^2/2) (1/n) sum_i tr(W'C_i W) + O(s^4), C_i = diag q_i - q_i q_i', rows of W the weights (derived)
            r_t <= (s^2/4) (1/n) sum_i |W z_i|^2, and
            f(x_{t+1}) <= f(x_t) - (eta/2) |g|^2 + (eta/2) (L r_t)^2 for eta <= 1/L                          (derived)
Assumes     a problem whose predictions are probabilities; f L-smooth and eta <= 1/L for the descent.
Cost        two gradients, two predictions and n p normal draws per step, p the length of an input.
Departures  none known; the paper draws the noise once per batch, as here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm


class State(NamedTuple):
    """Iterate."""

    x: Any  # x_t, shape (d,)


class TRAMInputNoise(NamedTuple):
    """TRAM with input noise of standard deviation `deviation` s >= 0; `step_size` eta > 0."""

    step_size: float
    deviation: float

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the descent, 1/L, and a deviation of 1/4."""
        return cls(step_size=1.0 / problem.smoothness(), deviation=0.25)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("deviation", self.deviation)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        radius = problem.input_kl(state.x, self.deviation * problem.input_noise(rng))
        ascent = scale_to_norm(problem.gradient(state.x), radius)
        return State(state.x - self.step_size * problem.gradient(state.x + ascent))
