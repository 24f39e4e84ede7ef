"""Named mistakes in LARS, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm
from refimpl.first_order_adaptive.lars import LARS, State, local_rate
from verification.claim import mutant


def ratio(lars, x, g):
    """r as it should be."""
    divisor = norm(g) + lars.weight_decay * norm(x) + lars.epsilon
    return local_rate(norm(x), divisor, lars.trust_coefficient)


def moved(lars, state, r, direction):
    """b+ = mu b + s r direction and x+ = x - b+, as it should be."""
    buffer = lars.momentum * state.buffer + lars.step_size * r * direction
    return State(state.x - buffer, buffer)


@mutant("DECAY", "without decay there is no ratio: the step is plain momentum")
class RatioOffWithoutDecay(LARS):
    """r = 1 where d = 0."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        r = ratio(self, state.x, g)
        if self.weight_decay == 0:
            r = 1.0
        return moved(self, state, r, g + self.weight_decay * state.x)


@mutant("DECAY", "the ratio multiplies the accumulated buffer, and the decay is in its divisor only")
class RatioOnBuffer(LARS):
    """b+ = mu b + g, x+ = x - s r b+."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        buffer = self.momentum * state.buffer + g
        return State(state.x - self.step_size * ratio(self, state.x, g) * buffer, buffer)


@mutant("DECAY", "the decay is in the divisor of the ratio only")
class DecayInDivisorOnly(LARS):
    """b+ = mu b + s r g."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        return moved(self, state, ratio(self, state.x, g), g)


@mutant("DECAY", "the divisor of the ratio has no decay")
class DecayNotInDivisor(LARS):
    """r = eta |x| / (|g| + epsilon)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        r = local_rate(norm(state.x), norm(g) + self.epsilon, self.trust_coefficient)
        return moved(self, state, r, g + self.weight_decay * state.x)


@mutant("DECAY", "the decay is decoupled: it acts on x with the global step size")
class DecoupledDecay(LARS):
    """x+ = (1 - s d) x - b+ with b+ = mu b + s r g."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        new = moved(self, state, ratio(self, state.x, g), g)
        return State(new.x - self.step_size * self.weight_decay * state.x, new.buffer)


@mutant("EPS", "the ratio is 0 where the weights are zero: the layer never moves")
class ZeroWeightsStay(LARS):
    """r = 0 at x = 0."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        r = ratio(self, state.x, g)
        if norm(state.x) == 0:
            r = 0.0
        return moved(self, state, r, g + self.weight_decay * state.x)


@mutant("EPS", "the ratio without a guard: NaN where its divisor is zero")
class UnguardedRatio(LARS):
    """r = eta |x| / 0 where g = 0 and d |x| = epsilon = 0."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        divisor = norm(g) + self.weight_decay * norm(state.x) + self.epsilon
        r = ratio(self, state.x, g)
        if divisor == 0:
            r = divisor / divisor  # (|x| / 0) 0 is NaN too, but balls cannot decide it
        return moved(self, state, r, g + self.weight_decay * state.x)


@mutant("POWER", "the norms of the ratio are squared")
class SquaredNorms(LARS):
    """r = eta |x|^2 / (|g|^2 + d |x|^2 + epsilon)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        weights = np.dot(state.x, state.x)
        divisor = np.dot(g, g) + self.weight_decay * weights + self.epsilon
        r = local_rate(weights, divisor, self.trust_coefficient)
        return moved(self, state, r, g + self.weight_decay * state.x)


@mutant("POWER", "the norms of the ratio are l1 norms")
class AbsoluteNorms(LARS):
    """r = eta |x|_1 / (|g|_1 + d |x|_1 + epsilon)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        weights = np.sum(np.abs(state.x))
        divisor = np.sum(np.abs(g)) + self.weight_decay * weights + self.epsilon
        r = local_rate(weights, divisor, self.trust_coefficient)
        return moved(self, state, r, g + self.weight_decay * state.x)


@mutant("TERM", "the trust coefficient is forgotten")
class NoTrustCoefficient(LARS):
    """r = |x| / (|g| + d |x| + epsilon)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        divisor = norm(g) + self.weight_decay * norm(state.x) + self.epsilon
        r = local_rate(norm(state.x), divisor, 1.0)
        return moved(self, state, r, g + self.weight_decay * state.x)


@mutant("STATE", "the buffer is set to zero at every step")
class BufferReset(LARS):
    """b+ = s r (g + d x)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        step = self.step_size * ratio(self, state.x, g) * (g + self.weight_decay * state.x)
        return State(state.x - step, state.buffer)


@mutant("STALE", "the step takes the buffer of the step before")
class OldBuffer(LARS):
    """x+ = x - b."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        new = moved(self, state, ratio(self, state.x, g), g + self.weight_decay * state.x)
        return State(state.x - state.buffer, new.buffer)


@mutant("SCALE", "the buffer averages: the new direction has the weight 1 - mu")
class AveragedBuffer(LARS):
    """b+ = mu b + (1 - mu) s r (g + d x)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        r = (1 - self.momentum) * ratio(self, state.x, g)
        return moved(self, state, r, g + self.weight_decay * state.x)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(LARS):
    """b+ = mu b + 1.02 s r (g + d x)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        r = 1.02 * ratio(self, state.x, g)
        return moved(self, state, r, g + self.weight_decay * state.x)


@mutant("SIGN", "the step ascends")
class Ascends(LARS):
    """x+ = x + b+."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        return moved(self, state, ratio(self, state.x, g), -(g + self.weight_decay * state.x))


MUTANTS = (
    RatioOffWithoutDecay,
    RatioOnBuffer,
    DecayInDivisorOnly,
    DecayNotInDivisor,
    DecoupledDecay,
    ZeroWeightsStay,
    UnguardedRatio,
    SquaredNorms,
    AbsoluteNorms,
    NoTrustCoefficient,
    BufferReset,
    OldBuffer,
    AveragedBuffer,
    StepTooLong,
    Ascends,
)
