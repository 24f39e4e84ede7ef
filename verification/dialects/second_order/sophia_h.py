"""What the field also calls Sophia-H: which momentum, which curvature, and where the clipping is."""

from __future__ import annotations

import numpy as np

from refimpl.second_order.clipping import clip
from refimpl.second_order.sophia_h import SophiaH, State
from verification.claim import dialect
from verification.mutants.second_order.sophia import averaged, refreshed


@dialect("the probes are normal vectors instead of random signs: the paper, pytorch_optimizer by default")
class GaussianProbes(SophiaH):
    """h^ = u o (H u), u ~ N(0, I)."""

    def estimate(self, problem, x, rng):
        u = rng.standard_normal(len(x))
        return u * problem.hessian_vector(x, u)


@dialect(
    "the momentum is corrected for its start at zero, the curvature is the one of before the refresh: optax"
)
class CorrectedMomentumOldCurvature(SophiaH):
    """clip(m^ / max(gamma h, epsilon), 1), m^ = m+ / (1 - beta1^t); h = 0 in the first step."""

    def step(self, problem, state, rng):
        m, h = averaged(self, problem, state), refreshed(self, problem, state, rng)
        u = self.direction(m / (1 - self.beta1 ** (state.t + 1)), state.h)
        return State(self.move(state.x, u), m, h, state.t + 1)


@dialect(
    "epsilon is added, and the correction 1/(1 - beta1^t) lengthens the clipped step: the authors' package"
)
class CorrectionOutside(SophiaH):
    """eta / (1 - beta1^t) clip(m+ / (gamma max(h+, 0) + epsilon), 1)."""

    def step(self, problem, state, rng):
        m, h = averaged(self, problem, state), refreshed(self, problem, state, rng)
        u = clip(m / (self.gamma * np.maximum(h, 0.0) + self.epsilon)) / (1 - self.beta1 ** (state.t + 1))
        return State(self.move(state.x, u), m, h, state.t + 1)


@dialect("gamma is the threshold of the clipping: steps of up to eta gamma: pytorch_optimizer")
class GammaAsThreshold(SophiaH):
    """clip(m / max(h, epsilon), gamma) = gamma clip(m / max(gamma h, gamma epsilon), 1)."""

    def direction(self, m, h):
        return np.maximum(np.minimum(m / np.maximum(h, self.epsilon), self.gamma), -self.gamma)


DIALECTS = (GaussianProbes, CorrectedMomentumOldCurvature, CorrectionOutside, GammaAsThreshold)
