"""Named mistakes in NAdam, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, corrected
from refimpl.first_order_adaptive.nadam import NAdam, State
from verification.claim import mutant


@mutant("BIAS", "the product of the momenta starts from 0 instead of 1, so that nothing is corrected")
class ProductFromZero(NAdam):
    """mu_1 ... mu_t = 0."""

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0), 0.0, 0)


@mutant("BIAS", "every momentum is multiplied into the product twice")
class ProductTwice(NAdam):
    """P_t = P_{t-1} mu_t^2."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        product = state.product * self.momentum(t) ** 2
        root = np.sqrt(corrected(v, self.beta2, t))
        u = quotient(self.lookahead(m, g, product, t), root + self.epsilon)
        return State(state.x - self.step_size * u, m, v, product, t)


@mutant("BIAS", "the look-ahead is corrected by the product up to mu_t instead of mu_{t+1}")
class ProductNotAhead(NAdam):
    """mu_{t+1} m / (1 - mu_1 ... mu_t)."""

    def lookahead(self, m, g, product, t):
        now, ahead = self.momentum(t), self.momentum(t + 1)
        return (ahead * m + (1 - now) * g) / (1 - product)


@mutant("BIAS", "the gradient's term is not corrected")
class GradientUncorrected(NAdam):
    """(1 - mu_t) g without 1 / (1 - mu_1 ... mu_t)."""

    def lookahead(self, m, g, product, t):
        now, ahead = self.momentum(t), self.momentum(t + 1)
        return ahead / (1 - product * ahead) * m + (1 - now) * g


@mutant("BIAS", "the second moment is not corrected")
class SecondMomentUncorrected(NAdam):
    """n / (sqrt(v) + epsilon)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        product = state.product * self.momentum(t)
        u = quotient(self.lookahead(m, g, product, t), np.sqrt(v) + self.epsilon)
        return State(state.x - self.step_size * u, m, v, product, t)


@mutant("BIAS", "the corrected second moment is multiplied by beta2")
class SecondMomentDecayed(NAdam):
    """v^ = beta2 v / (1 - beta2^t)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        product = state.product * self.momentum(t)
        root = np.sqrt(self.beta2 * corrected(v, self.beta2, t))
        u = quotient(self.lookahead(m, g, product, t), root + self.epsilon)
        return State(state.x - self.step_size * u, m, v, product, t)


@mutant("SCHED", "the look-ahead takes the momentum of this step, not of the next")
class MomentumNotAhead(NAdam):
    """mu_t m / (1 - mu_1 ... mu_t mu_t) + ..."""

    def lookahead(self, m, g, product, t):
        now = self.momentum(t)
        return now / (1 - product * now) * m + (1 - now) / (1 - product) * g


@mutant("SCHED", "the schedule starts at t = 0: it is one step late")
class LateSchedule(NAdam):
    """mu_t = beta1 (1 - 0.96^(psi (t - 1)) / 2)."""

    def momentum(self, t):
        return self.beta1 * (1 - 0.5 * 0.96 ** (self.momentum_decay * (t - 1)))


@mutant("SCHED", "the schedule lacks its factor one half")
class HalfForgotten(NAdam):
    """mu_t = beta1 (1 - 0.96^(psi t))."""

    def momentum(self, t):
        return self.beta1 * (1 - 0.96 ** (self.momentum_decay * t))


@mutant("STALE", "the first moment is averaged with the scheduled momentum instead of beta1")
class ScheduledAverage(NAdam):
    """m+ = mu_t m + (1 - mu_t) g."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.momentum(t))
        v = average(state.v, np.square(g), self.beta2)
        product = state.product * self.momentum(t)
        root = np.sqrt(corrected(v, self.beta2, t))
        u = quotient(self.lookahead(m, g, product, t), root + self.epsilon)
        return State(state.x - self.step_size * u, m, v, product, t)


@mutant("STALE", "the look-ahead uses the first moment from before this gradient")
class StaleFirstMoment(NAdam):
    """n from m_{t-1}."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        product = state.product * self.momentum(t)
        root = np.sqrt(corrected(v, self.beta2, t))
        u = quotient(self.lookahead(state.m, g, product, t), root + self.epsilon)
        return State(state.x - self.step_size * u, m, v, product, t)


@mutant("BRANCH", "there is no look-ahead: m / (1 - mu_1 ... mu_t), Adam with a scheduled correction")
class NoLookahead(NAdam):
    """n = m / (1 - mu_1 ... mu_t)."""

    def lookahead(self, m, g, product, t):
        return m / (1 - product)


@mutant("EPS", "epsilon is added before the correction, sqrt(v) + epsilon")
class EpsilonHat(NAdam):
    """n / (sqrt(v^) + epsilon / sqrt(1 - beta2^t))."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        product = state.product * self.momentum(t)
        root = np.sqrt(corrected(v, self.beta2, t)) + self.epsilon / np.sqrt(1 - self.beta2**t)
        u = quotient(self.lookahead(m, g, product, t), root)
        return State(state.x - self.step_size * u, m, v, product, t)


@mutant("SIGN", "the step ascends")
class Ascent(NAdam):
    """x+ = x + eta n / (sqrt(v^) + epsilon)."""

    def lookahead(self, m, g, product, t):
        now, ahead = self.momentum(t), self.momentum(t + 1)
        return -(ahead / (1 - product * ahead) * m + (1 - now) / (1 - product) * g)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(NAdam):
    """x+ = x - 1.02 eta n / (sqrt(v^) + epsilon)."""

    def lookahead(self, m, g, product, t):
        now, ahead = self.momentum(t), self.momentum(t + 1)
        return 1.02 * (ahead / (1 - product * ahead) * m + (1 - now) / (1 - product) * g)


MUTANTS = (
    ProductFromZero,
    ProductTwice,
    ProductNotAhead,
    GradientUncorrected,
    SecondMomentUncorrected,
    SecondMomentDecayed,
    MomentumNotAhead,
    LateSchedule,
    HalfForgotten,
    ScheduledAverage,
    StaleFirstMoment,
    NoLookahead,
    EpsilonHat,
    Ascent,
    StepTooLong,
)
