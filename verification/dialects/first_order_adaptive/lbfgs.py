"""What the field also calls L-BFGS."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm
from refimpl.first_order_adaptive.lbfgs import LBFGS, State, appended, two_loops
from verification.claim import dialect


@dialect(
    "every pair is kept, also with s'y <= 0, and the first step is shortened by the Euclidean norm: optax"
)
class EuclideanFirstStep(LBFGS):
    """rho = 1/s'y of any sign, 0 where s'y = 0; gamma = s'y/y'y, 1 where y = 0; x_1 = x_0 - eta min(1, 1/|g_1|) g_1."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        pairs, length = state.pairs, self.step_size
        if state.t == 0:
            length = self.step_size / np.maximum(1.0, norm(g))
        else:
            s, y = state.x - state.x_before, g - state.g_before
            curvature, square = np.dot(s, y), np.dot(y, y)
            rho, gamma = 0.0 * curvature, 0.0 * curvature + 1.0
            if curvature != 0:
                rho = 1.0 / curvature
            if square > 0:
                gamma = curvature / square
            pairs = appended(pairs, s, y, rho, gamma)
        return State(state.x - length * two_loops(pairs, g), state.x, g, pairs, state.t + 1)


DIALECTS = (EuclideanFirstStep,)
