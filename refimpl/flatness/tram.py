"""TRAM: sharpness-aware minimisation whose radius is how far the predictions moved in the last step.

Source      Sherborne, Saphra, Dasigi & Peng 2024, TRAM with the trust region around the previous weights.
Step        r_t = (1/n) sum_i KL( p(.|u_i; x_{t-1}) || p(.|u_i; x_t) )   (r_0 = 0)
            e = r_t g/|g|,  g = grad f(x_t)   (e = 0 where g = 0),   x_{t+1} = x_t - eta grad f(x_t + e)
Guarantee   r_t = d'Fd/2 + O(|d|^3), d = x_t - x_{t-1}, F the Fisher information of the predictions      (derived)
            |grad f(x_t + e) - g| <= L r_t <= L lambda_max(U'U/n) |d|^2/4, rows u_i of U: the perturbation vanishes
            with the steps, and there is no floor as SAM has it                                             (derived)
            f(x_{t+1}) <= f(x_t) - (eta/2) |g|^2 + (eta/2) (L r_t)^2 for eta <= 1/L                          (derived)
Assumes     a problem whose predictions are probabilities; f L-smooth and eta <= 1/L for the descent.
Cost        two gradients and two predictions per step; two extra d-vectors.
Departures  the order of the arguments of KL is recalled; both orders agree to second order.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm


class State(NamedTuple):
    """Iterate and the one before."""

    x: Any  # x_t, shape (d,)
    previous: Any  # x_{t-1}, shape (d,)


class TRAM(NamedTuple):
    """TRAM with gradient descent as base optimiser; `step_size` eta > 0."""

    step_size: float

    @classmethod
    def prescribed(cls, problem):
        """The largest step of the descent, 1/L."""
        return cls(step_size=1.0 / problem.smoothness())

    def validate(self, problem):
        """Raise ValueError unless the step size is usable."""
        checks.positive("step_size", self.step_size)

    def init(self, problem, x0):
        return State(x0, x0)

    def step(self, problem, state, rng):
        radius = problem.prediction_kl(state.previous, state.x)
        ascent = scale_to_norm(problem.gradient(state.x), radius)
        return State(state.x - self.step_size * problem.gradient(state.x + ascent), state.x)
