"""Mistakes that people make in SGD with momentum; every claim must reject those that it names."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.sgd_momentum import SGDMomentum, State
from verification.claim import mutant


def right(method, problem, state):
    """Gradient with decay, and the buffer as it should be."""
    g = problem.gradient(state.x) + method.weight_decay * state.x
    if state.t == 0:
        return g, g
    return g, method.momentum * state.buffer + (1 - method.dampening) * g


@mutant("BIAS", "the first gradient is dampened as well: b_1 = (1 - tau) g_1")
class DampenedFirstStep(SGDMomentum):
    """b_t = mu b_{t-1} + (1 - tau) g from b_0 = 0."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        buffer = self.momentum * state.buffer + (1 - self.dampening) * g
        return State(state.x - self.step_size * buffer, buffer, state.t + 1)


@mutant("TERM", "the dampening is never applied")
class IgnoredDampening(SGDMomentum):
    """b_t = mu b_{t-1} + g."""

    def step(self, problem, state, rng):
        buffer = self.momentum * state.buffer + problem.gradient(state.x) + self.weight_decay * state.x
        return State(state.x - self.step_size * buffer, buffer, state.t + 1)


@mutant(
    "STATE", "the momentum buffer is zero again at every step (gradient descent with a dampened gradient)"
)
class ForgottenBuffer(SGDMomentum):
    """b_t = (1 - tau) g."""

    def step(self, problem, state, rng):
        _, buffer = right(self, problem, State(state.x, np.zeros_like(state.x), state.t))
        return State(state.x - self.step_size * buffer, buffer, state.t + 1)


@mutant(
    "STATE", "the buffer starts at zero and the first gradient does not enter it (b_1 = 0, x_1 = x_0 - s g_1)"
)
class FirstGradientNotKept(SGDMomentum):
    """x_1 as it should be, but b_1 = 0."""

    def step(self, problem, state, rng):
        g, buffer = right(self, problem, state)
        kept = np.zeros_like(g) if state.t == 0 else buffer
        return State(state.x - self.step_size * buffer, kept, state.t + 1)


@mutant("STALE", "the step uses the buffer of the previous step")
class StaleBuffer(SGDMomentum):
    """x+ = x - s b_{t-1}, from the second step on."""

    def step(self, problem, state, rng):
        g, buffer = right(self, problem, state)
        used = g if state.t == 0 else state.buffer
        return State(state.x - self.step_size * used, buffer, state.t + 1)


@mutant("SCALE", "the gradient enters the buffer with the factor 1 - mu")
class AveragedGradients(SGDMomentum):
    """b_t = mu b_{t-1} + (1 - mu)(1 - tau) g, b_1 = g."""

    def step(self, problem, state, rng):
        buffer = g = problem.gradient(state.x) + self.weight_decay * state.x
        if state.t > 0:
            buffer = self.momentum * state.buffer + (1 - self.momentum) * (1 - self.dampening) * g
        return State(state.x - self.step_size * buffer, buffer, state.t + 1)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(SGDMomentum):
    """x+ = x - 1.02 s b."""

    def step(self, problem, state, rng):
        _, buffer = right(self, problem, state)
        return State(state.x - 1.02 * self.step_size * buffer, buffer, state.t + 1)


@mutant("SIGN", "the step goes uphill")
class Ascent(SGDMomentum):
    """x+ = x + s b."""

    def step(self, problem, state, rng):
        _, buffer = right(self, problem, state)
        return State(state.x + self.step_size * buffer, buffer, state.t + 1)


@mutant("DECAY", "the decay is added after the momentum (decoupled decay in place of L2)")
class DecayAfterMomentum(SGDMomentum):
    """x+ = x - s (b + d x), b without decay."""

    def step(self, problem, state, rng):
        buffer = g = problem.gradient(state.x)
        if state.t > 0:
            buffer = self.momentum * state.buffer + (1 - self.dampening) * g
        return State(state.x - self.step_size * (buffer + self.weight_decay * state.x), buffer, state.t + 1)


@mutant("TERM", "the decay is dropped")
class NoDecay(SGDMomentum):
    """g = grad f(x)."""

    def step(self, problem, state, rng):
        buffer = g = problem.gradient(state.x)
        if state.t > 0:
            buffer = self.momentum * state.buffer + (1 - self.dampening) * g
        return State(state.x - self.step_size * buffer, buffer, state.t + 1)


@mutant("TERM", "the step looks ahead: Nesterov's momentum where plain momentum is asked for")
class LooksAhead(SGDMomentum):
    """x+ = x - s (g + mu b)."""

    def step(self, problem, state, rng):
        g, buffer = right(self, problem, state)
        return State(state.x - self.step_size * (g + self.momentum * buffer), buffer, state.t + 1)


MUTANTS = (
    DampenedFirstStep,
    IgnoredDampening,
    ForgottenBuffer,
    FirstGradientNotKept,
    StaleBuffer,
    AveragedGradients,
    StepTooLong,
    Ascent,
    DecayAfterMomentum,
    NoDecay,
    LooksAhead,
)
