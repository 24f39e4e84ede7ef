"""What the field also calls LAMB."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm, quotient
from refimpl.first_order_adaptive.lamb import LAMB, State, trust_ratio
from verification.claim import dialect


def adam(lamb, state, g):
    """Adam's direction with both corrections, and the averages to keep."""
    m = lamb.beta1 * state.m + (1 - lamb.beta1) * g
    v = lamb.beta2 * state.v + (1 - lamb.beta2) * np.square(g)
    t = state.t + 1
    first, second = m / (1 - lamb.beta1**t), v / (1 - lamb.beta2**t)
    return quotient(first, np.sqrt(second) + lamb.epsilon), m, v


@dialect(
    "the decay acts on x first and outside of the ratio, which sees the decayed x (Keras, timm's decoupled decay)"
)
class DecayOutsideRatio(LAMB):
    """x <- (1 - s d) x, then x+ = x - s |x|/|u| u with u without decay."""

    def step(self, problem, state, rng):
        u, m, v = adam(self, state, problem.gradient(state.x))
        x = (1 - self.step_size * self.weight_decay) * state.x
        return State(x - self.step_size * trust_ratio(x, u) * u, m, v, state.t + 1)


@dialect("no bias correction, and |x| is clipped at 10 in the ratio (torch_optimizer, pytorch-lamb)")
class Uncorrected(LAMB):
    """u = m / (sqrt(v) + epsilon) + d x, r = min(|x|, 10) / |u|."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        m = self.beta1 * state.m + (1 - self.beta1) * g
        v = self.beta2 * state.v + (1 - self.beta2) * np.square(g)
        u = quotient(m, np.sqrt(v) + self.epsilon) + self.weight_decay * state.x
        ratio, size = 1.0, norm(u)
        if size > 0 and norm(state.x) > 0:
            ratio = np.minimum(norm(state.x), 10.0) / size
        return State(state.x - self.step_size * ratio * u, m, v, state.t + 1)


@dialect(
    "the gradient is first clipped to norm 1, and without decay there is no trust ratio (timm by default)"
)
class ClippedGradient(LAMB):
    """g <- g / max(1, |g|); r = 1 where d = 0."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        u, m, v = adam(self, state, g / np.maximum(norm(g), 1.0))
        u = u + self.weight_decay * state.x
        ratio = trust_ratio(state.x, u)
        if self.weight_decay == 0:
            ratio = 1.0
        return State(state.x - self.step_size * ratio * u, m, v, state.t + 1)


@dialect("the ratio is at most 1 (timm with trust_clip and always_adapt, gradient clipping off)")
class RatioAtMostOne(LAMB):
    """r = min(|x| / |u|, 1)."""

    def step(self, problem, state, rng):
        u, m, v = adam(self, state, problem.gradient(state.x))
        u = u + self.weight_decay * state.x
        ratio = np.minimum(trust_ratio(state.x, u), 1.0)
        return State(state.x - self.step_size * ratio * u, m, v, state.t + 1)


DIALECTS = (DecayOutsideRatio, Uncorrected, ClippedGradient, RatioAtMostOne)
