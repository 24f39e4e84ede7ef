"""TRAM-Fisher: Fisher SAM whose radius is how far the predictions moved in the last step.

Source      Sherborne, Saphra, Dasigi & Peng 2024, TRAM-Fisher (recalled: TRAM's radius in the metric of Fisher SAM).
Step        r_t = (1/n) sum_i KL( p(.|u_i; x_{t-1}) || p(.|u_i; x_t) )   (r_0 = 0)
            F = diag( (1/n) sum_i g_i^2 + damping ),  e = r_t F^{-1} g / sqrt(g'F^{-1}g)   (e = 0 where g = 0)
            x_{t+1} = x_t - eta grad f(x_t + e),  g_i = grad f_i(x_t), g their mean
Guarantee   e'Fe = r_t^2 and <g, e> = r_t sqrt(g'F^{-1}g)                                                    (derived)
            f(x_{t+1}) <= f(x_t) - (eta/2) |g|^2 + (eta/2) (L r_t)^2/min_j F_j for eta <= 1/L                (derived)
Assumes     a problem whose predictions are probabilities; f L-smooth and eta <= 1/L for the descent.
Cost        the gradients of all examples, one more gradient and two predictions per step; four d-vectors.
Departures  the damping is that of Fisher SAM here.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm


class State(NamedTuple):
    """Iterate and the one before."""

    x: Any  # x_t, shape (d,)
    previous: Any  # x_{t-1}, shape (d,)


class TRAMFisher(NamedTuple):
    """TRAM-Fisher: `step_size` eta > 0, `damping` > 0 in units of squared gradients."""

    step_size: float
    damping: float

    @classmethod
    def prescribed(cls, problem):
        """The step 1/L of the descent and a damping of 1/64."""
        return cls(step_size=1.0 / problem.smoothness(), damping=0.015625)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.positive("damping", self.damping)

    def init(self, problem, x0):
        return State(x0, x0)

    def step(self, problem, state, rng):
        radius = problem.prediction_kl(state.previous, state.x)
        G = problem.sample_gradients(state.x)
        root = np.sqrt(np.sum(G * G, axis=0) / G.shape[0] + self.damping)
        ascent = scale_to_norm(np.sum(G, axis=0) / root, radius) / root  # n g: only its direction is used
        return State(state.x - self.step_size * problem.gradient(state.x + ascent), state.x)
