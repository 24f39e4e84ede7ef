"""What the field also calls Adafactor."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.adafactor import Adafactor, State, rms
from verification.claim import dialect


def clipped_direction(ada, g, R, C):
    """G / sqrt(R C' / mean R), clipped, without floors."""
    V = quotient(np.outer(R, C), np.sum(R) / ada.rows)
    U = quotient(g, np.sqrt(V.reshape(g.shape[0])))
    return U / np.maximum(rms(U) / ada.clip, 1.0)


@dialect(
    "epsilon is added to the squared gradient instead of flooring V, and the step is relative to the decayed weights "
    "(Keras; the paper without decay)"
)
class EpsilonAdded(Adafactor):
    """Averages of G^2 + epsilon; X <- (1 - s d) X, then X+ = X - a(X) U."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        R, C = self.averages(state, np.square(g) + self.epsilon, t)
        x = (1 - self.step_size * self.weight_decay) * state.x
        return State(x - self.length(x, t) * clipped_direction(self, g, R, C), R, C, t)


@dialect(
    "epsilon is added to the squared gradient, the step has no limit 1/sqrt t and the decay no step size "
    "(optax, which works out t^(-4/5) in float32)"
)
class FixedDecay(Adafactor):
    """Averages of G^2 + epsilon; X+ = (1 - d) X - max(scale_floor, rms X) s U."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        R, C = self.averages(state, np.square(g) + self.epsilon, t)
        length = np.maximum(self.scale_floor, rms(state.x)) * self.step_size
        x = (1 - self.weight_decay) * state.x - length * clipped_direction(self, g, R, C)
        return State(x, R, C, t)


DIALECTS = (EpsilonAdded, FixedDecay)
