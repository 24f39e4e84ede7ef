"""Fisher SAM: the ball of the ascent is an ellipsoid of the diagonal empirical Fisher information.

Source      Kim, Li, Hu & Hospedales 2022, Algorithm 1 (diagonal of the empirical Fisher information, full batch).
Step        F = diag( (1/n) sum_i g_i^2 + damping ),  g_i = grad f_i(x),  g = (1/n) sum g_i = grad f(x)
            e = rho F^{-1} g / sqrt(g'F^{-1}g)   (e = 0 where g = 0)
            x+ = x - eta grad f(x + e)
Guarantee   e'Fe = rho^2 and <g, e> = rho sqrt(g'F^{-1}g), the maximum of <g, e> over e'Fe <= rho^2        (derived)
            f(x+) <= f(x) - (eta/2) |g|^2 + (eta/2) (L rho)^2 / min_j F_j, for eta <= 1/L                   (derived)
Assumes     f is L-smooth, 0 < eta <= 1/L for the descent; nothing for the update.
Cost        the gradients of all examples and one more gradient per step; three d-vectors.
Departures  the inverse is that of F + damping (recalled); the paper also writes 1/(1 + c F). The batch form that
            squares the *mean* gradient instead is another method, here a named mistake.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import scale_to_norm


class State(NamedTuple):
    """Iterate of Fisher SAM."""

    x: Any  # x_t, shape (d,)


class FisherSAM(NamedTuple):
    """Fisher SAM: `step_size` eta > 0, radius `rho` >= 0 in units of sqrt(F) x, `damping` > 0 in units of F."""

    step_size: float
    rho: float
    damping: float

    @classmethod
    def prescribed(cls, problem):
        """The step 1/L of the descent, a radius of 0.1 and a damping of 0.25."""
        return cls(step_size=1.0 / problem.smoothness(), rho=0.1, damping=0.25)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        checks.positive("step_size", self.step_size)
        checks.nonnegative("rho", self.rho)
        checks.positive("damping", self.damping)

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        G = problem.sample_gradients(state.x)
        root = np.sqrt(np.sum(G * G, axis=0) / G.shape[0] + self.damping)
        ascent = scale_to_norm(np.sum(G, axis=0) / root, self.rho) / root  # n g: only its direction is used
        return State(state.x - self.step_size * problem.gradient(state.x + ascent))
