"""Named mistakes in LAMB, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm, quotient
from refimpl.first_order_adaptive.lamb import LAMB, State, trust_ratio
from verification.claim import mutant


def averages(lamb, state, g):
    """m+, v+ as they should be."""
    m = lamb.beta1 * state.m + (1 - lamb.beta1) * g
    return m, lamb.beta2 * state.v + (1 - lamb.beta2) * np.square(g)


def adam(lamb, m, v, first, second):
    """Adam's direction with the corrections 1 - beta1^first and 1 - beta2^second."""
    root = np.sqrt(v / (1 - lamb.beta2**second))
    return quotient(m / (1 - lamb.beta1**first), root + lamb.epsilon)


def direction(lamb, state, g):
    """u as it should be, and the averages to keep."""
    m, v = averages(lamb, state, g)
    t = state.t + 1
    return adam(lamb, m, v, t, t) + lamb.weight_decay * state.x, m, v


@mutant("DECAY", "the decay is added to the gradient instead of to Adam's direction")
class DecayInGradient(LAMB):
    """g <- g + d x."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x) + self.weight_decay * state.x, state.t + 1
        m, v = averages(self, state, g)
        u = adam(self, m, v, t, t)
        return State(state.x - self.step_size * trust_ratio(state.x, u) * u, m, v, t)


@mutant("DECAY", "the ratio is that of Adam's direction without the decay")
class RatioWithoutDecay(LAMB):
    """r = |x| / |u - d x|."""

    def step(self, problem, state, rng):
        u, m, v = direction(self, state, problem.gradient(state.x))
        ratio = trust_ratio(state.x, u - self.weight_decay * state.x)
        return State(state.x - self.step_size * ratio * u, m, v, state.t + 1)


@mutant("DECAY", "the decay acts on the new iterate, outside of the ratio")
class DecayAfter(LAMB):
    """x+ = (1 - s d)(x - s r u) with u without decay."""

    def step(self, problem, state, rng):
        m, v = averages(self, state, problem.gradient(state.x))
        u = adam(self, m, v, state.t + 1, state.t + 1)
        x = state.x - self.step_size * trust_ratio(state.x, u) * u
        return State((1 - self.step_size * self.weight_decay) * x, m, v, state.t + 1)


@mutant("TERM", "the decay is forgotten")
class NoDecay(LAMB):
    """u without d x."""

    def step(self, problem, state, rng):
        m, v = averages(self, state, problem.gradient(state.x))
        u = adam(self, m, v, state.t + 1, state.t + 1)
        return State(state.x - self.step_size * trust_ratio(state.x, u) * u, m, v, state.t + 1)


@mutant("TERM", "there is no trust ratio (this is Adam with decoupled decay)")
class NoRatio(LAMB):
    """r = 1."""

    def step(self, problem, state, rng):
        u, m, v = direction(self, state, problem.gradient(state.x))
        return State(state.x - self.step_size * u, m, v, state.t + 1)


@mutant("STALE", "the ratio divides by the norm of the gradient instead of that of the direction")
class RatioOfGradient(LAMB):
    """r = |x| / |g|."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        u, m, v = direction(self, state, g)
        return State(state.x - self.step_size * trust_ratio(state.x, g) * u, m, v, state.t + 1)


@mutant("SHAPE", "the ratio is taken entry by entry instead of for the whole layer")
class RatioPerEntry(LAMB):
    """r_i = |x_i| / |u_i|."""

    def step(self, problem, state, rng):
        u, m, v = direction(self, state, problem.gradient(state.x))
        ratio = np.where(state.x == 0, 1.0, quotient(np.abs(state.x), np.abs(u)))
        return State(state.x - self.step_size * ratio * u, m, v, state.t + 1)


@mutant("POWER", "the norms of the ratio are l1 norms")
class AbsoluteNorms(LAMB):
    """r = |x|_1 / |u|_1."""

    def step(self, problem, state, rng):
        u, m, v = direction(self, state, problem.gradient(state.x))
        ratio, size = 1.0, np.sum(np.abs(u))
        if size > 0 and norm(state.x) > 0:
            ratio = np.sum(np.abs(state.x)) / size
        return State(state.x - self.step_size * ratio * u, m, v, state.t + 1)


@mutant("EPS", "the ratio is 0 where the weights are zero: the layer never moves")
class ZeroWeightsStay(LAMB):
    """r = |x| / |u| also at x = 0."""

    def step(self, problem, state, rng):
        u, m, v = direction(self, state, problem.gradient(state.x))
        ratio = trust_ratio(state.x, u)
        if norm(state.x) == 0:
            ratio = 0.0
        return State(state.x - self.step_size * ratio * u, m, v, state.t + 1)


@mutant("EPS", "|x| / |u| without a guard: NaN where the direction is zero")
class UnguardedRatio(LAMB):
    """r = |x| / |u| also at u = 0."""

    def step(self, problem, state, rng):
        u, m, v = direction(self, state, problem.gradient(state.x))
        ratio = trust_ratio(state.x, u)
        if norm(u) == 0:
            ratio = norm(u) / norm(u)  # (|x| / 0) 0 is NaN too, but balls cannot decide it
        return State(state.x - self.step_size * ratio * u, m, v, state.t + 1)


@mutant("EPS", "epsilon is added to the norm of the direction in the ratio as well")
class EpsilonInRatio(LAMB):
    """r = |x| / (|u| + epsilon)."""

    def step(self, problem, state, rng):
        u, m, v = direction(self, state, problem.gradient(state.x))
        ratio, size = 1.0, norm(u)
        if size > 0 and norm(state.x) > 0:
            ratio = norm(state.x) / (size + self.epsilon)
        return State(state.x - self.step_size * ratio * u, m, v, state.t + 1)


@mutant("EPS", "epsilon is inside the root")
class EpsilonInsideRoot(LAMB):
    """m^ / sqrt(v^ + epsilon)."""

    def step(self, problem, state, rng):
        m, v = averages(self, state, problem.gradient(state.x))
        t = state.t + 1
        root = np.sqrt(v / (1 - self.beta2**t) + self.epsilon)
        u = quotient(m / (1 - self.beta1**t), root) + self.weight_decay * state.x
        return State(state.x - self.step_size * trust_ratio(state.x, u) * u, m, v, t)


@mutant("EPS", "epsilon is added before the second moment is corrected")
class EpsilonBeforeCorrection(LAMB):
    """m^ / ((sqrt(v) + epsilon) / sqrt(1 - beta2^t))."""

    def step(self, problem, state, rng):
        m, v = averages(self, state, problem.gradient(state.x))
        t = state.t + 1
        factor = np.sqrt(1 - self.beta2**t) / (1 - self.beta1**t)
        u = factor * quotient(m, np.sqrt(v) + self.epsilon) + self.weight_decay * state.x
        return State(state.x - self.step_size * trust_ratio(state.x, u) * u, m, v, t)


@mutant("BIAS", "the first moment is not corrected")
class FirstUncorrected(LAMB):
    """m / (sqrt(v^) + epsilon)."""

    def step(self, problem, state, rng):
        m, v = averages(self, state, problem.gradient(state.x))
        t = state.t + 1
        u = (1 - self.beta1**t) * adam(self, m, v, t, t) + self.weight_decay * state.x
        return State(state.x - self.step_size * trust_ratio(state.x, u) * u, m, v, t)


@mutant("BIAS", "the second moment is not corrected")
class SecondUncorrected(LAMB):
    """m^ / (sqrt(v) + epsilon)."""

    def step(self, problem, state, rng):
        m, v = averages(self, state, problem.gradient(state.x))
        t = state.t + 1
        u = quotient(m / (1 - self.beta1**t), np.sqrt(v) + self.epsilon) + self.weight_decay * state.x
        return State(state.x - self.step_size * trust_ratio(state.x, u) * u, m, v, t)


@mutant("BIAS", "the counter is one ahead: the corrections start with beta^2")
class CounterAhead(LAMB):
    """1 - beta^(t + 1)."""

    def step(self, problem, state, rng):
        m, v = averages(self, state, problem.gradient(state.x))
        u = adam(self, m, v, state.t + 2, state.t + 2) + self.weight_decay * state.x
        return State(state.x - self.step_size * trust_ratio(state.x, u) * u, m, v, state.t + 1)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(LAMB):
    """x+ = x - 1.02 s r u."""

    def step(self, problem, state, rng):
        u, m, v = direction(self, state, problem.gradient(state.x))
        return State(state.x - 1.02 * self.step_size * trust_ratio(state.x, u) * u, m, v, state.t + 1)


@mutant("SIGN", "the step ascends")
class Ascends(LAMB):
    """x+ = x + s r u."""

    def step(self, problem, state, rng):
        u, m, v = direction(self, state, problem.gradient(state.x))
        return State(state.x + self.step_size * trust_ratio(state.x, u) * u, m, v, state.t + 1)


MUTANTS = (
    DecayInGradient,
    RatioWithoutDecay,
    DecayAfter,
    NoDecay,
    NoRatio,
    RatioOfGradient,
    RatioPerEntry,
    AbsoluteNorms,
    ZeroWeightsStay,
    UnguardedRatio,
    EpsilonInRatio,
    EpsilonInsideRoot,
    EpsilonBeforeCorrection,
    FirstUncorrected,
    SecondUncorrected,
    CounterAhead,
    StepTooLong,
    Ascends,
)
