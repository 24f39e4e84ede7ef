"""Named mistakes in Adam, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.adam import Adam, State
from refimpl.first_order_adaptive.moments import average, corrected
from verification.claim import mutant
from verification.mutants.first_order_adaptive.small_formats import SMALL_FORMATS


@mutant("BIAS", "no bias correction at all: m / (sqrt(v) + epsilon)")
class NoBiasCorrection(Adam):
    """m / (sqrt(v) + epsilon)."""

    def direction(self, m, v, t):
        return quotient(m, np.sqrt(v) + self.epsilon)


@mutant("BIAS", "the first moment is not corrected")
class FirstMomentUncorrected(Adam):
    """m / (sqrt(v^) + epsilon)."""

    def direction(self, m, v, t):
        return quotient(m, np.sqrt(corrected(v, self.beta2, t)) + self.epsilon)


@mutant("BIAS", "the second moment is not corrected")
class SecondMomentUncorrected(Adam):
    """m^ / (sqrt(v) + epsilon)."""

    def direction(self, m, v, t):
        return quotient(corrected(m, self.beta1, t), np.sqrt(v) + self.epsilon)


@mutant("BIAS", "the corrections count one step too many: beta^(t+1)")
class CounterAhead(Adam):
    """Powers t + 1."""

    def direction(self, m, v, t):
        root = np.sqrt(corrected(v, self.beta2, t + 1))
        return quotient(corrected(m, self.beta1, t + 1), root + self.epsilon)


@mutant(
    "BIAS", "the counter is advanced late: the corrections of the first step are used twice, beta^(t-1) after"
)
class CounterBehind(Adam):
    """Powers max(t - 1, 1)."""

    def direction(self, m, v, t):
        before = max(t - 1, 1)
        root = np.sqrt(corrected(v, self.beta2, before))
        return quotient(corrected(m, self.beta1, before), root + self.epsilon)


@mutant("BIAS", "the counter is advanced once per coordinate instead of once per step")
class CounterPerCoordinate(Adam):
    """Coordinate i of step t counts (t - 1) d + i + 1."""

    def direction(self, m, v, t):
        count = np.cumsum(np.ones_like(m)) + (t - 1) * m.shape[0]
        root = np.sqrt(corrected(v, self.beta2, count))
        return quotient(corrected(m, self.beta1, count), root + self.epsilon)


@mutant("BIAS", "the counter is advanced twice per step: beta^(2t)")
class CounterTwice(Adam):
    """Powers 2 t."""

    def direction(self, m, v, t):
        root = np.sqrt(corrected(v, self.beta2, 2 * t))
        return quotient(corrected(m, self.beta1, 2 * t), root + self.epsilon)


@mutant(
    "BIAS", "the counter is a bfloat16 number: 256 + 1 = 256, and the corrections stand still from there on"
)
class CounterSaturates(Adam):
    """Powers min(t, 256)."""

    def direction(self, m, v, t):
        count = min(t, 256)
        root = np.sqrt(corrected(v, self.beta2, count))
        return quotient(corrected(m, self.beta1, count), root + self.epsilon)


@mutant("EPS", "epsilon is left out")
class EpsilonDropped(Adam):
    """m^ / sqrt(v^)."""

    def direction(self, m, v, t):
        return quotient(corrected(m, self.beta1, t), np.sqrt(corrected(v, self.beta2, t)))


@mutant("EPS", "epsilon is added to the stored second moment at every step, as AdaBelief does")
class EpsilonAccumulates(Adam):
    """v+ = beta2 v + (1 - beta2) g^2 + epsilon."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2) + self.epsilon
        return State(state.x - self.step_size * self.direction(m, v, t), m, v, t)


@mutant("POWER", "the square root is forgotten: m^ / (v^ + epsilon)")
class RootForgotten(Adam):
    """m^ / (v^ + epsilon)."""

    def direction(self, m, v, t):
        return quotient(corrected(m, self.beta1, t), corrected(v, self.beta2, t) + self.epsilon)


@mutant("SHAPE", "one second moment for all coordinates: the mean of the squares over the vector")
class SharedSecondMoment(Adam):
    """v+ = beta2 v + (1 - beta2) |g|^2 / d."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.ones_like(g) * (np.dot(g, g) / g.shape[0]), self.beta2)
        return State(state.x - self.step_size * self.direction(m, v, t), m, v, t)


@mutant("SCALE", "the two betas are exchanged")
class BetasExchanged(Adam):
    """beta2 for m, beta1 for v."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta2)
        v = average(state.v, np.square(g), self.beta1)
        root = np.sqrt(corrected(v, self.beta1, t))
        u = quotient(corrected(m, self.beta2, t), root + self.epsilon)
        return State(state.x - self.step_size * u, m, v, t)


@mutant("SCALE", "the averages keep 1 - beta and take in beta: the other convention of the letter")
class OtherConvention(Adam):
    """m+ = (1 - beta1) m + beta1 g, v+ likewise."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, 1 - self.beta1)
        v = average(state.v, np.square(g), 1 - self.beta2)
        return State(state.x - self.step_size * self.direction(m, v, t), m, v, t)


@mutant("SCALE", "the first moment is a sum: the factor 1 - beta1 of the gradient is missing")
class GradientUnweighted(Adam):
    """m+ = beta1 m + g."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = self.beta1 * state.m + g
        v = average(state.v, np.square(g), self.beta2)
        return State(state.x - self.step_size * self.direction(m, v, t), m, v, t)


@mutant("STALE", "the step uses the first moment from before this gradient")
class StaleFirstMoment(Adam):
    """x+ from m_{t-1} and v_t."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        return State(state.x - self.step_size * self.direction(state.m, v, t), m, v, t)


@mutant("STALE", "the step uses the second moment from before this gradient")
class StaleSecondMoment(Adam):
    """x+ from m_t and v_{t-1}."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        return State(state.x - self.step_size * self.direction(m, state.v, t), m, v, t)


@mutant("STALE", "the second moment averages the squares of the first moment instead of the gradient's")
class SquaredFirstMoment(Adam):
    """v+ = beta2 v + (1 - beta2) (m+)^2."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(m), self.beta2)
        return State(state.x - self.step_size * self.direction(m, v, t), m, v, t)


@mutant("STATE", "the first moment is emptied at every step")
class FirstMomentEmptied(Adam):
    """m+ = (1 - beta1) g."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = (1 - self.beta1) * g
        v = average(state.v, np.square(g), self.beta2)
        return State(state.x - self.step_size * self.direction(m, v, t), m, v, t)


@mutant("BRANCH", "a coordinate with zero gradient is skipped: neither its moments nor x change (lazy Adam)")
class ZeroGradientsSkipped(Adam):
    """x, m and v stay where g = 0."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t, zero = state.t + 1, g == 0
        m = np.where(zero, state.m, average(state.m, g, self.beta1))
        v = np.where(zero, state.v, average(state.v, np.square(g), self.beta2))
        moved = state.x - self.step_size * self.direction(m, v, t)
        return State(np.where(zero, state.x, moved), m, v, t)


@mutant("NUMPATH", "beta2 is cut to bfloat16, whose largest number below 1 is 255/256: 0.999 becomes 0.996")
class CoarseBeta(Adam):
    """beta2 = min(beta2, 255/256)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t, beta2 = state.t + 1, min(self.beta2, 0.99609375)
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), beta2)
        u = quotient(corrected(m, self.beta1, t), np.sqrt(corrected(v, beta2, t)) + self.epsilon)
        return State(state.x - self.step_size * u, m, v, t)


@mutant("SIGN", "the step ascends")
class Ascent(Adam):
    """x+ = x + eta m^ / (sqrt(v^) + epsilon)."""

    def direction(self, m, v, t):
        root = np.sqrt(corrected(v, self.beta2, t))
        return -quotient(corrected(m, self.beta1, t), root + self.epsilon)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(Adam):
    """x+ = x - 1.02 eta m^ / (sqrt(v^) + epsilon)."""

    def direction(self, m, v, t):
        root = np.sqrt(corrected(v, self.beta2, t))
        return 1.02 * quotient(corrected(m, self.beta1, t), root + self.epsilon)


MUTANTS = (
    NoBiasCorrection,
    FirstMomentUncorrected,
    SecondMomentUncorrected,
    CounterAhead,
    CounterBehind,
    CounterPerCoordinate,
    CounterTwice,
    CounterSaturates,
    EpsilonDropped,
    EpsilonAccumulates,
    RootForgotten,
    SharedSecondMoment,
    BetasExchanged,
    OtherConvention,
    GradientUnweighted,
    StaleFirstMoment,
    StaleSecondMoment,
    SquaredFirstMoment,
    FirstMomentEmptied,
    ZeroGradientsSkipped,
    CoarseBeta,
    *SMALL_FORMATS,
    Ascent,
    StepTooLong,
)
