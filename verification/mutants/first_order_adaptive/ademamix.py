"""Named mistakes in AdEMAMix, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.ademamix import AdEMAMix, State
from refimpl.first_order_adaptive.moments import average, corrected
from verification.claim import mutant
from verification.mutants.first_order_adaptive.adam_common import common


@mutant("BIAS", "the slow average is corrected for its start at zero")
class SlowCorrected(AdEMAMix):
    """l^ = l / (1 - beta3^t)."""

    def direction(self, m, slow, v, t):
        mixed = corrected(m, self.beta1, t) + self.slow_weight(t) * corrected(slow, self.beta3, t)
        return quotient(mixed, np.sqrt(corrected(v, self.beta2, t)) + self.epsilon)


@mutant("BIAS", "the fast average is not corrected")
class FastUncorrected(AdEMAMix):
    """m + a l."""

    def direction(self, m, slow, v, t):
        mixed = m + self.slow_weight(t) * slow
        return quotient(mixed, np.sqrt(corrected(v, self.beta2, t)) + self.epsilon)


@mutant("SCHED", "alpha is full from the first step on")
class AlphaWithoutWarmup(AdEMAMix):
    """a = alpha."""

    def slow_weight(self, t):
        return self.alpha


@mutant("SCHED", "beta3 is full from the first step on")
class Beta3WithoutWarmup(AdEMAMix):
    """b = beta3."""

    def slow_beta(self, t):
        return self.beta3


@mutant("SCHED", "beta3 grows linearly instead of its half-life")
class Beta3Linear(AdEMAMix):
    """b = beta1 + (beta3 - beta1) t/T."""

    def slow_beta(self, t):
        return self.beta1 + (self.beta3 - self.beta1) * min(t, self.warmup) / self.warmup


@mutant("SCHED", "the schedules are one step behind")
class ScheduleBehind(AdEMAMix):
    """t - 1 for t in both."""

    def slow_beta(self, t):
        return AdEMAMix(*self).slow_beta(t - 1)

    def slow_weight(self, t):
        return AdEMAMix(*self).slow_weight(t - 1)


@mutant("TERM", "the slow average is left out: this is AdamW")
class NoSlowAverage(AdEMAMix):
    """m^ alone."""

    def slow_weight(self, t):
        return 0 * self.alpha


@mutant("SCALE", "the averages are mixed with weights that sum to one")
class ConvexMixture(AdEMAMix):
    """(m^ + a l) / (1 + a)."""

    def direction(self, m, slow, v, t):
        a = self.slow_weight(t)
        mixed = (corrected(m, self.beta1, t) + a * slow) / (1 + a)
        return quotient(mixed, np.sqrt(corrected(v, self.beta2, t)) + self.epsilon)


@mutant("TERM", "the slow average takes in the fast one instead of the gradient")
class SlowOfFast(AdEMAMix):
    """l+ of m+."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m, v = average(state.m, g, self.beta1), average(state.v, np.square(g), self.beta2)
        slow = average(state.slow, m, self.slow_beta(t))
        u = self.direction(m, slow, v, t)
        return State(state.x - self.step_size * (u + self.weight_decay * state.x), m, slow, v, t)


@mutant("DECAY", "the decay is added to the gradient")
class DecayInGradient(AdEMAMix):
    """g + lambda x."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        t = state.t + 1
        m, v = average(state.m, g, self.beta1), average(state.v, np.square(g), self.beta2)
        slow = average(state.slow, g, self.slow_beta(t))
        return State(state.x - self.step_size * self.direction(m, slow, v, t), m, slow, v, t)


@mutant("EPS", "epsilon is inside the root")
class EpsilonInside(AdEMAMix):
    """sqrt(v^ + epsilon)."""

    def direction(self, m, slow, v, t):
        mixed = corrected(m, self.beta1, t) + self.slow_weight(t) * slow
        return quotient(mixed, np.sqrt(corrected(v, self.beta2, t) + self.epsilon))


MUTANTS = (
    *common(AdEMAMix, "OtherConvention", "BetasExchanged", "CounterTwice"),
    SlowCorrected,
    FastUncorrected,
    AlphaWithoutWarmup,
    Beta3WithoutWarmup,
    Beta3Linear,
    ScheduleBehind,
    NoSlowAverage,
    ConvexMixture,
    SlowOfFast,
    DecayInGradient,
    EpsilonInside,
)
