"""Mistakes that people make in Nesterov's momentum; every claim must reject those that it names."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.nesterov import Nesterov, State
from verification.claim import mutant


def right(method, problem, state):
    """Gradient with decay, and the buffer as it should be."""
    g = problem.gradient(state.x) + method.weight_decay * state.x
    return g, method.momentum * state.buffer + g


@mutant("STALE", "the extra term uses the buffer of the previous step (this is plain momentum)")
class StaleBuffer(Nesterov):
    """x+ = x - s (g + mu b_{t-1}) = x - s b_t."""

    def step(self, problem, state, rng):
        _, buffer = right(self, problem, state)
        return State(state.x - self.step_size * buffer, buffer)


@mutant("TERM", "the gradient is not added to the momentum: x+ = x - s mu b")
class GradientNotAdded(Nesterov):
    """x+ = x - s mu b."""

    def step(self, problem, state, rng):
        _, buffer = right(self, problem, state)
        return State(state.x - self.step_size * self.momentum * buffer, buffer)


@mutant("SCALE", "the buffer is not multiplied by the momentum in the step")
class MomentumNotApplied(Nesterov):
    """x+ = x - s (g + b)."""

    def step(self, problem, state, rng):
        g, buffer = right(self, problem, state)
        return State(state.x - self.step_size * (g + buffer), buffer)


@mutant("STATE", "the momentum buffer is zero again at every step")
class ForgottenBuffer(Nesterov):
    """x+ = x - s (1 + mu) g."""

    def step(self, problem, state, rng):
        g, buffer = right(self, problem, State(state.x, np.zeros_like(state.x)))
        return State(state.x - self.step_size * (g + self.momentum * buffer), buffer)


@mutant("STALE", "the gradient is taken at the point ahead although the form of the step looks ahead already")
class LooksAheadTwice(Nesterov):
    """g = grad f(x - s mu b) in the library's step."""

    def step(self, problem, state, rng):
        ahead = state.x - self.step_size * self.momentum * state.buffer
        g = problem.gradient(ahead) + self.weight_decay * ahead
        buffer = self.momentum * state.buffer + g
        return State(state.x - self.step_size * (g + self.momentum * buffer), buffer)


@mutant("SCALE", "the gradient enters buffer and step with the factor 1 - mu")
class AveragedGradients(Nesterov):
    """b = mu b + (1 - mu) g, x+ = x - s ((1 - mu) g + mu b)."""

    def step(self, problem, state, rng):
        g = (1 - self.momentum) * (problem.gradient(state.x) + self.weight_decay * state.x)
        buffer = self.momentum * state.buffer + g
        return State(state.x - self.step_size * (g + self.momentum * buffer), buffer)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(Nesterov):
    """x+ = x - 1.02 s (g + mu b)."""

    def step(self, problem, state, rng):
        g, buffer = right(self, problem, state)
        return State(state.x - 1.02 * self.step_size * (g + self.momentum * buffer), buffer)


@mutant("SIGN", "the step goes uphill")
class Ascent(Nesterov):
    """x+ = x + s (g + mu b)."""

    def step(self, problem, state, rng):
        g, buffer = right(self, problem, state)
        return State(state.x + self.step_size * (g + self.momentum * buffer), buffer)


@mutant("DECAY", "the decay is added after the momentum (decoupled decay in place of L2)")
class DecayAfterMomentum(Nesterov):
    """x+ = x - s (g + mu b + d x), g and b without decay."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        buffer = self.momentum * state.buffer + g
        direction = g + self.momentum * buffer + self.weight_decay * state.x
        return State(state.x - self.step_size * direction, buffer)


@mutant("TERM", "the decay enters the buffer but not the gradient that is added to it")
class DecayInBufferOnly(Nesterov):
    """x+ = x - s (grad f(x) + mu b), b with decay."""

    def step(self, problem, state, rng):
        g, buffer = right(self, problem, state)
        return State(
            state.x - self.step_size * (g - self.weight_decay * state.x + self.momentum * buffer), buffer
        )


MUTANTS = (
    StaleBuffer,
    GradientNotAdded,
    MomentumNotApplied,
    ForgottenBuffer,
    LooksAheadTwice,
    AveragedGradients,
    StepTooLong,
    Ascent,
    DecayAfterMomentum,
    DecayInBufferOnly,
)
