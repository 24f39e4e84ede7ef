"""Named mistakes in AdaMax, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.adamax import AdaMax, State
from refimpl.first_order_adaptive.moments import average, corrected
from verification.claim import mutant
from verification.mutants.first_order_adaptive.adam_common import common


@mutant("BIAS", "the first moment is not corrected")
class NotCorrected(AdaMax):
    """m / u."""

    def direction(self, m, u, t):
        return quotient(m, u)


@mutant("BIAS", "the largest gradient is corrected as Adam's second moment is")
class MaximumCorrected(AdaMax):
    """m^ (1 - beta2^t) / u."""

    def direction(self, m, u, t):
        return quotient(corrected(m, self.beta1, t), corrected(u, self.beta2, t))


@mutant("BRANCH", "the maximum does not fade: AMSGrad's way")
class NotFaded(AdaMax):
    """u+ = max(u, |g| + epsilon)."""

    def largest(self, u, g):
        return np.maximum(u, np.abs(g) + self.epsilon)


@mutant("BRANCH", "an average in place of the maximum")
class AverageOfModuli(AdaMax):
    """u+ = beta2 u + (1 - beta2) |g| + epsilon."""

    def largest(self, u, g):
        return average(u, np.abs(g), self.beta2) + self.epsilon


@mutant("BRANCH", "the modulus of the gradient is forgotten")
class ModulusForgotten(AdaMax):
    """u+ = max(beta2 u, g + epsilon)."""

    def largest(self, u, g):
        return np.maximum(self.beta2 * u, g + self.epsilon)


@mutant("POWER", "the root of the maximum is taken, as of a second moment")
class RootOfMaximum(AdaMax):
    """m^ / sqrt(u)."""

    def direction(self, m, u, t):
        return quotient(corrected(m, self.beta1, t), np.sqrt(u))


@mutant("STALE", "the division is by the largest gradient of before this one, in the first step by this one")
class StaleMaximum(AdaMax):
    """m^ / u."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m, u = average(state.m, g, self.beta1), self.largest(state.u, g)
        divisor = state.u if state.t > 0 else u
        return State(state.x - self.step_size * self.direction(m, divisor, t), m, u, t)


@mutant("STALE", "the step uses the first moment from before this gradient")
class StaleFirstMoment(AdaMax):
    """m of before, u+."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m, u = average(state.m, g, self.beta1), self.largest(state.u, g)
        return State(state.x - self.step_size * self.direction(state.m, u, t), m, u, t)


MUTANTS = (
    *common(AdaMax),
    NotCorrected,
    MaximumCorrected,
    NotFaded,
    AverageOfModuli,
    ModulusForgotten,
    RootOfMaximum,
    StaleMaximum,
    StaleFirstMoment,
)
