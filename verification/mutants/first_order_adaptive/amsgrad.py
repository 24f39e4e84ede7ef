"""Named mistakes in AMSGrad, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.amsgrad import AMSGrad, State
from refimpl.first_order_adaptive.moments import average, corrected
from verification.claim import mutant


@mutant("STATE", "the maximum is not written back: every step compares with zero, which is Adam")
class MaximumNotKept(AMSGrad):
    """h+ = v+."""

    def largest(self, h, v, t):
        return v


@mutant("STATE", "the maximum is written into the second moment itself, so that v cannot decrease either")
class MaximumInPlace(AMSGrad):
    """v+ = h+ = max(h, beta2 h + (1 - beta2) g^2)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        h = np.maximum(state.h, average(state.h, np.square(g), self.beta2))
        return State(state.x - self.step_size * self.direction(m, h, t), m, h, h, t)


@mutant("STALE", "the maximum is taken before this gradient enters the second moment")
class StaleMaximum(AMSGrad):
    """h+ = max(h, v)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        h = np.maximum(state.h, state.v)
        return State(state.x - self.step_size * self.direction(m, h, t), m, v, h, t)


@mutant("BRANCH", "the smaller of the two is taken, after the first step")
class Minimum(AMSGrad):
    """h+ = min(h, v+) for t > 1."""

    def largest(self, h, v, t):
        return np.minimum(h, v) if t > 1 else v


@mutant("POWER", "the maximum is taken of the squared gradients instead of their average")
class MaximumOfSquares(AMSGrad):
    """h+ = max(h, (1 - beta2) g^2)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        h = np.maximum(state.h, (1 - self.beta2) * np.square(g))
        return State(state.x - self.step_size * self.direction(m, h, t), m, h, h, t)


@mutant("SHAPE", "the maximum runs over the coordinates as well")
class MaximumOfAll(AMSGrad):
    """h+ = max(h, max_i v+_i) in every coordinate."""

    def largest(self, h, v, t):
        return np.maximum(h, np.ones_like(v) * np.max(v))


@mutant("BIAS", "the first moment is not corrected")
class FirstMomentUncorrected(AMSGrad):
    """m / (sqrt(h^) + epsilon)."""

    def direction(self, m, h, t):
        return quotient(m, np.sqrt(corrected(h, self.beta2, t)) + self.epsilon)


@mutant("BIAS", "the maximum is not corrected")
class MaximumUncorrected(AMSGrad):
    """m^ / (sqrt(h) + epsilon)."""

    def direction(self, m, h, t):
        return quotient(corrected(m, self.beta1, t), np.sqrt(h) + self.epsilon)


@mutant("BIAS", "the maximum of the corrected second moments is corrected once more")
class CorrectedTwice(AMSGrad):
    """h+ = max(h, v^), divided by 1 - beta2^t again."""

    def largest(self, h, v, t):
        return np.maximum(h, corrected(v, self.beta2, t))


@mutant("BIAS", "the corrections count one step too many: beta^(t+1)")
class CounterAhead(AMSGrad):
    """Powers t + 1."""

    def direction(self, m, h, t):
        root = np.sqrt(corrected(h, self.beta2, t + 1))
        return quotient(corrected(m, self.beta1, t + 1), root + self.epsilon)


@mutant("EPS", "epsilon is left out")
class EpsilonDropped(AMSGrad):
    """m^ / sqrt(h^)."""

    def direction(self, m, h, t):
        return quotient(corrected(m, self.beta1, t), np.sqrt(corrected(h, self.beta2, t)))


@mutant("EPS", "epsilon is inside the root")
class EpsilonInside(AMSGrad):
    """m^ / sqrt(h^ + epsilon)."""

    def direction(self, m, h, t):
        root = np.sqrt(corrected(h, self.beta2, t) + self.epsilon)
        return quotient(corrected(m, self.beta1, t), root)


@mutant("SIGN", "the step ascends")
class Ascent(AMSGrad):
    """x+ = x + eta m^ / (sqrt(h^) + epsilon)."""

    def direction(self, m, h, t):
        root = np.sqrt(corrected(h, self.beta2, t))
        return -quotient(corrected(m, self.beta1, t), root + self.epsilon)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(AMSGrad):
    """x+ = x - 1.02 eta m^ / (sqrt(h^) + epsilon)."""

    def direction(self, m, h, t):
        root = np.sqrt(corrected(h, self.beta2, t))
        return 1.02 * quotient(corrected(m, self.beta1, t), root + self.epsilon)


MUTANTS = (
    MaximumNotKept,
    MaximumInPlace,
    StaleMaximum,
    Minimum,
    MaximumOfSquares,
    MaximumOfAll,
    FirstMomentUncorrected,
    MaximumUncorrected,
    CorrectedTwice,
    CounterAhead,
    EpsilonDropped,
    EpsilonInside,
    Ascent,
    StepTooLong,
)
