"""What the field also calls NAdam: three schedules of the momentum and two kinds of correction."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, corrected
from refimpl.first_order_adaptive.nadam import NAdam, State
from verification.claim import dialect


@dialect("the momentum schedule runs with psi = 1 whatever is asked for: Keras")
class FastSchedule(NAdam):
    """mu_t = beta1 (1 - 0.96^t / 2)."""

    def momentum(self, t):
        count = t + 0 * self.beta1  # a ball where beta1 is one: a power of floats would be rounded
        return self.beta1 * (1 - 0.5 * 0.96**count)


@dialect("no schedule: beta1 m / (1 - beta1^(t+1)) + (1 - beta1) g / (1 - beta1^t): optax")
class ConstantMomentum(NAdam):
    """mu_t = beta1."""

    def momentum(self, t):
        return self.beta1


@dialect(
    "both terms share the correction 1 - beta1^t, and epsilon is added before that of v: TensorFlow's kernel"
)
class SharedCorrection(NAdam):
    """n = (beta1 m + (1 - beta1) g) / (1 - beta1^t), divided by sqrt(v^) + epsilon / sqrt(1 - beta2^t)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        epsilon = self.epsilon / np.sqrt(1 - self.beta2**t)
        ahead = corrected(average(m, g, self.beta1), self.beta1, t)
        u = quotient(ahead, np.sqrt(corrected(v, self.beta2, t)) + epsilon)
        return State(state.x - self.step_size * u, m, v, state.product, t)


DIALECTS = (FastSchedule, ConstantMomentum, SharedCorrection)
