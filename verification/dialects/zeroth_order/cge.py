"""What the field also calls CGE."""

from __future__ import annotations

import numpy as np

from refimpl.zeroth_order.cge import CGE, State
from refimpl.zeroth_order.estimators import slope
from verification.claim import dialect


@dialect("central differences, two values per coordinate")
class CentralCGE(CGE):
    """g_i = [F(x + c e_i) - F(x - c e_i)]/2c."""

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        g = np.zeros_like(state.x)
        for i in range(g.shape[0]):
            if self.mask[i] != 0:
                e = np.zeros_like(state.x)
                e[i] = 1.0
                g[i] = slope(problem, state.x, e, self.smoothing, sample)
        return State(state.x - self.step_size * g)


DIALECTS = (CentralCGE,)
