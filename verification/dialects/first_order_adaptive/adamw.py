"""What the field also calls AdamW, or Adam with weight decay."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.adamw import AdamW, State
from refimpl.first_order_adaptive.moments import average, corrected
from verification.claim import dialect


@dialect("the decay is added to the gradient and passes through both moments: PyTorch's Adam(weight_decay)")
class CoupledDecay(AdamW):
    """Adam on g + lambda x."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        return State(state.x - self.step_size * self.direction(m, v, t), m, v, t)


@dialect("the decay is applied after the step, to the new x: the former AdamW of the transformers library")
class DecayAfterUpdate(AdamW):
    """x+ = (1 - eta lambda) (x - eta u)."""

    def move(self, x, u):
        return (1 - self.step_size * self.weight_decay) * (x - self.step_size * u)


class ScheduledState(NamedTuple):
    """Adam's state and the step size of the first step."""

    x: Any
    m: Any
    v: Any
    t: int
    first: Any


@dialect("the decay is multiplied by the schedule alone, not by the first step size: the AdamW of the paper")
class ScheduleOnlyDecay(AdamW):
    """x+ = x - eta u - (eta / eta_1) lambda x: the schedule is 1 at the first step that moves, alpha = eta_1."""

    def init(self, problem, x0):
        return ScheduledState(x0, np.zeros_like(x0), np.zeros_like(x0), 0, self.step_size)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t, first = state.t + 1, state.first
        if first == 0:
            first = self.step_size
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        share = self.step_size / first if first > 0 else 0 * first
        decayed = (1 - share * self.weight_decay) * state.x
        return ScheduledState(decayed - self.step_size * self.direction(m, v, t), m, v, t, first)


@dialect("epsilon is added before the correction, sqrt(v) + epsilon ('epsilon hat'): the AdamW of Keras")
class EpsilonHat(AdamW):
    """m^ / (sqrt(v^) + epsilon / sqrt(1 - beta2^t))."""

    def direction(self, m, v, t):
        epsilon = self.epsilon / np.sqrt(1 - self.beta2**t)
        return quotient(corrected(m, self.beta1, t), np.sqrt(corrected(v, self.beta2, t)) + epsilon)


DIALECTS = (CoupledDecay, DecayAfterUpdate, ScheduleOnlyDecay, EpsilonHat)
