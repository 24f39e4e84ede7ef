"""What the field also calls Sophia-G: when the curvature is renewed, and where gamma, epsilon and n stand."""

from __future__ import annotations

import numpy as np

from refimpl.second_order.clipping import clip
from refimpl.second_order.sophia_g import SophiaG, State
from verification.claim import dialect
from verification.mutants.second_order.sophia import averaged


@dialect(
    "the curvature is estimated after every k-th step, at the new point, and epsilon is added: the authors' code"
)
class RefreshAfterStep(SophiaG):
    """clip(m+ / (gamma h + epsilon), 1), and h+ from x+ after the steps k, 2 k, ...; h = 0 in the first k steps."""

    def step(self, problem, state, rng):
        m, h, t = averaged(self, problem, state), state.h, state.t + 1
        x = self.move(state.x, clip(m / (self.gamma * h + self.epsilon)))
        if t % self.period == 0:
            h = self.beta2 * h + (1 - self.beta2) * self.estimate(problem, x, rng)
        return State(x, m, h, t)


@dialect(
    "gamma is the threshold of the clipping and n is left to it: the authors' first version, refreshed first"
)
class GammaAsThreshold(SophiaG):
    """clip(m+ / (h / n + epsilon), gamma): steps of up to eta gamma."""

    def estimate(self, problem, x, rng):
        return np.square(problem.label_gradient(x, problem.model_labels(x, rng)))

    def direction(self, m, h):
        return np.maximum(np.minimum(m / (h + self.epsilon), self.gamma), -self.gamma)


DIALECTS = (RefreshAfterStep, GammaAsThreshold)
