"""Mistakes that people make in RMSProp; every claim must reject those that it names."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.rmsprop import RMSProp, State
from verification.claim import mutant


class CountedState(NamedTuple):
    """State with a counter."""

    x: Any
    squares: Any
    buffer: Any
    t: int


def right(method, problem, state):
    """Gradient with decay, and the average of squares as it should be."""
    g = problem.gradient(state.x) + method.weight_decay * state.x
    return g, method.beta2 * state.squares + (1 - method.beta2) * np.square(g)


def moved(method, state, squares, scaled):
    """The state after the scaled gradient went through the momentum."""
    buffer = method.momentum * state.buffer + scaled
    return State(state.x - method.step_size * buffer, squares, buffer)


@mutant("POWER", "the root is missing: the gradient is divided by the average of squares")
class NoRoot(RMSProp):
    """g / (v + epsilon)."""

    def step(self, problem, state, rng):
        g, squares = right(self, problem, state)
        return moved(self, state, squares, quotient(g, squares + self.epsilon))


@mutant("STALE", "the step uses the average before the current gradient enters it")
class StaleSquares(RMSProp):
    """g / (sqrt(v_{t-1}) + epsilon)."""

    def step(self, problem, state, rng):
        g, squares = right(self, problem, state)
        return moved(self, state, squares, quotient(g, np.sqrt(state.squares) + self.epsilon))


@mutant("BIAS", "the average is corrected for its start as in Adam")
class BiasCorrected(RMSProp):
    """g / (sqrt(v / (1 - beta2^t)) + epsilon)."""

    def init(self, problem, x0):
        return CountedState(x0, np.zeros_like(x0), np.zeros_like(x0), 0)

    def step(self, problem, state, rng):
        t = state.t + 1
        g = problem.gradient(state.x) + self.weight_decay * state.x
        squares = self.beta2 * state.squares + (1 - self.beta2) * np.square(g)
        root = np.sqrt(squares / (1 - self.beta2**t))
        buffer = self.momentum * state.buffer + quotient(g, root + self.epsilon)
        return CountedState(state.x - self.step_size * buffer, squares, buffer, t)


@mutant("STATE", "the average is zero again at every step")
class ForgottenSquares(RMSProp):
    """v = (1 - beta2) g^2."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        squares = (1 - self.beta2) * np.square(g)
        return moved(self, state, squares, quotient(g, np.sqrt(squares) + self.epsilon))


@mutant("SCALE", "the factor 1 - beta2 is missing")
class SquaresNotWeighted(RMSProp):
    """v = beta2 v + g^2."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        squares = self.beta2 * state.squares + np.square(g)
        return moved(self, state, squares, quotient(g, np.sqrt(squares) + self.epsilon))


@mutant("STALE", "the weights of the average are exchanged")
class WeightsExchanged(RMSProp):
    """v = (1 - beta2) v + beta2 g^2."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        squares = (1 - self.beta2) * state.squares + self.beta2 * np.square(g)
        return moved(self, state, squares, quotient(g, np.sqrt(squares) + self.epsilon))


@mutant("EPS", "epsilon is inside the root although the step size is outside the buffer")
class EpsilonInside(RMSProp):
    """g / sqrt(v + epsilon)."""

    def step(self, problem, state, rng):
        g, squares = right(self, problem, state)
        return moved(self, state, squares, quotient(g, np.sqrt(squares + self.epsilon)))


@mutant("EPS", "epsilon is added to the stored average at every step")
class EpsilonAccumulates(RMSProp):
    """v = beta2 v + (1 - beta2) g^2 + epsilon, g / sqrt(v)."""

    def step(self, problem, state, rng):
        g, squares = right(self, problem, state)
        squares = squares + self.epsilon
        return moved(self, state, squares, quotient(g, np.sqrt(squares)))


@mutant("EPS", "without epsilon, 0/0 gives NaN where no gradient has been seen")
class UnguardedQuotient(RMSProp):
    """g / (sqrt(v) + epsilon) also at 0/0."""

    def step(self, problem, state, rng):
        g, squares = right(self, problem, state)
        return moved(self, state, squares, g / (np.sqrt(squares) + self.epsilon))


@mutant("STALE", "the momentum is taken of the raw gradients and divided by the present root")
class ScaledAfterMomentum(RMSProp):
    """b = mu b + g, x+ = x - s b / (sqrt(v) + epsilon)."""

    def step(self, problem, state, rng):
        g, squares = right(self, problem, state)
        buffer = self.momentum * state.buffer + g
        direction = quotient(buffer, np.sqrt(squares) + self.epsilon)
        return State(state.x - self.step_size * direction, squares, buffer)


@mutant("SCALE", "the scaled gradient enters the momentum with the factor 1 - mu")
class AveragedMomentum(RMSProp):
    """b = mu b + (1 - mu) g / (sqrt(v) + epsilon)."""

    def step(self, problem, state, rng):
        g, squares = right(self, problem, state)
        scaled = quotient(g, np.sqrt(squares) + self.epsilon)
        return moved(self, state, squares, (1 - self.momentum) * scaled)


@mutant("STATE", "the momentum buffer is zero again at every step")
class ForgottenBuffer(RMSProp):
    """b = g / (sqrt(v) + epsilon)."""

    def step(self, problem, state, rng):
        g, squares = right(self, problem, state)
        buffer = quotient(g, np.sqrt(squares) + self.epsilon)
        return State(state.x - self.step_size * buffer, squares, buffer)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(RMSProp):
    """b = mu b + 1.02 g / (sqrt(v) + epsilon)."""

    def step(self, problem, state, rng):
        g, squares = right(self, problem, state)
        return moved(self, state, squares, 1.02 * quotient(g, np.sqrt(squares) + self.epsilon))


@mutant("SIGN", "the step goes uphill")
class Ascent(RMSProp):
    """b = mu b - g / (sqrt(v) + epsilon)."""

    def step(self, problem, state, rng):
        g, squares = right(self, problem, state)
        return moved(self, state, squares, -quotient(g, np.sqrt(squares) + self.epsilon))


@mutant("DECAY", "the decay is added after the scaling (decoupled decay in place of L2)")
class DecayAfterScaling(RMSProp):
    """x+ = x - s (b + d x), g without decay."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        squares = self.beta2 * state.squares + (1 - self.beta2) * np.square(g)
        buffer = self.momentum * state.buffer + quotient(g, np.sqrt(squares) + self.epsilon)
        return State(state.x - self.step_size * (buffer + self.weight_decay * state.x), squares, buffer)


@mutant("DECAY", "the decay is added to the gradient but not to the one that is squared")
class DecayNotSquared(RMSProp):
    """v = beta2 v + (1 - beta2) grad f(x)^2."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        squares = self.beta2 * state.squares + (1 - self.beta2) * np.square(g)
        decayed = g + self.weight_decay * state.x
        return moved(self, state, squares, quotient(decayed, np.sqrt(squares) + self.epsilon))


MUTANTS = (
    NoRoot,
    StaleSquares,
    BiasCorrected,
    ForgottenSquares,
    SquaresNotWeighted,
    WeightsExchanged,
    EpsilonInside,
    EpsilonAccumulates,
    UnguardedQuotient,
    ScaledAfterMomentum,
    AveragedMomentum,
    ForgottenBuffer,
    StepTooLong,
    Ascent,
    DecayAfterScaling,
    DecayNotSquared,
)
