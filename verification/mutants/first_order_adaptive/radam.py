"""Named mistakes in RAdam, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, corrected
from refimpl.first_order_adaptive.radam import RAdam, State, rectification, variance_length
from verification.claim import mutant


@mutant("BRANCH", "the threshold is 6: rectification starts one step late")
class ThresholdSix(RAdam):
    """Rectified where rho_t > 6."""

    def direction(self, m, v, t):
        limit, length = variance_length(self.beta2, t)
        if length > 6:
            return rectification(limit, length) * self.normalised(m, v, t)
        return corrected(m, self.beta1, t)


@mutant("BRANCH", "the factor r_t multiplies m^ without a division by the second moment")
class NotNormalised(RAdam):
    """u = r_t m^."""

    def normalised(self, m, v, t):
        return corrected(m, self.beta1, t)


@mutant("BRANCH", "the factor r_t is forgotten: Adam once the threshold is passed")
class NotRectified(RAdam):
    """r_t = 1."""

    def direction(self, m, v, t):
        length = variance_length(self.beta2, t)[1]
        return self.normalised(m, v, t) if length > 5 else corrected(m, self.beta1, t)


@mutant("POWER", "the root of r_t is forgotten")
class RootForgotten(RAdam):
    """r_t^2 in place of r_t."""

    def direction(self, m, v, t):
        limit, length = variance_length(self.beta2, t)
        if length > 5:
            return rectification(limit, length) ** 2 * self.normalised(m, v, t)
        return corrected(m, self.beta1, t)


@mutant("POWER", "r_t is inverted")
class Inverted(RAdam):
    """1 / r_t in place of r_t."""

    def direction(self, m, v, t):
        limit, length = variance_length(self.beta2, t)
        if length > 5:
            return self.normalised(m, v, t) / rectification(limit, length)
        return corrected(m, self.beta1, t)


@mutant("SCALE", "rho is 2/(1 - beta2), without the -1")
class LimitTooLarge(RAdam):
    """rho and rho_t are larger by one."""

    def direction(self, m, v, t):
        limit, length = variance_length(self.beta2, t)
        if length + 1 > 5:
            return rectification(limit + 1, length + 1) * self.normalised(m, v, t)
        return corrected(m, self.beta1, t)


@mutant("SCALE", "rho_t lacks the factor t of its second term")
class LengthWithoutCount(RAdam):
    """rho_t = rho - 2 beta2^t / (1 - beta2^t)."""

    def direction(self, m, v, t):
        limit, length = variance_length(self.beta2, t)
        length = limit - (limit - length) / t
        if length > 5:
            return rectification(limit, length) * self.normalised(m, v, t)
        return corrected(m, self.beta1, t)


@mutant("SCALE", "the last fraction of r_t is forgotten: (rho_t - 4)(rho_t - 2) / ((rho - 4)(rho - 2))")
class FractionForgotten(RAdam):
    """r_t^2 without rho / rho_t."""

    def direction(self, m, v, t):
        limit, length = variance_length(self.beta2, t)
        if length > 5:
            return rectification(limit, length) * np.sqrt(length / limit) * self.normalised(m, v, t)
        return corrected(m, self.beta1, t)


@mutant("BIAS", "below the threshold the step uses m without its correction")
class FirstStepsUncorrected(RAdam):
    """u = m where rho_t <= 5."""

    def direction(self, m, v, t):
        limit, length = variance_length(self.beta2, t)
        if length > 5:
            return rectification(limit, length) * self.normalised(m, v, t)
        return m


@mutant("BIAS", "above the threshold the first moment is not corrected")
class FirstMomentUncorrected(RAdam):
    """m / (sqrt(v^) + epsilon)."""

    def normalised(self, m, v, t):
        return quotient(m, np.sqrt(corrected(v, self.beta2, t)) + self.epsilon)


@mutant("BIAS", "the second moment is not corrected")
class SecondMomentUncorrected(RAdam):
    """m^ / (sqrt(v) + epsilon)."""

    def normalised(self, m, v, t):
        return quotient(corrected(m, self.beta1, t), np.sqrt(v) + self.epsilon)


@mutant("BIAS", "corrections and rho_t count one step too many")
class CounterAhead(RAdam):
    """t + 1 in place of t."""

    def direction(self, m, v, t):
        limit, length = variance_length(self.beta2, t + 1)
        if length > 5:
            return rectification(limit, length) * self.normalised(m, v, t + 1)
        return corrected(m, self.beta1, t + 1)


@mutant("EPS", "epsilon is left out")
class EpsilonDropped(RAdam):
    """m^ / sqrt(v^)."""

    def normalised(self, m, v, t):
        return quotient(corrected(m, self.beta1, t), np.sqrt(corrected(v, self.beta2, t)))


@mutant("EPS", "epsilon is inside the root")
class EpsilonInside(RAdam):
    """m^ / sqrt(v^ + epsilon)."""

    def normalised(self, m, v, t):
        root = np.sqrt(corrected(v, self.beta2, t) + self.epsilon)
        return quotient(corrected(m, self.beta1, t), root)


@mutant("STATE", "the moments are kept only once the threshold is passed; before, the step is the gradient")
class LateMoments(RAdam):
    """m = v = 0 until rho_t > 5, u = g there."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        if variance_length(self.beta2, t)[1] <= 5:
            return State(state.x - self.step_size * g, state.m, state.v, t)
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(g), self.beta2)
        return State(state.x - self.step_size * self.direction(m, v, t), m, v, t)


@mutant("SIGN", "the step ascends")
class Ascent(RAdam):
    """x+ = x + eta u."""

    def direction(self, m, v, t):
        limit, length = variance_length(self.beta2, t)
        if length > 5:
            return -rectification(limit, length) * self.normalised(m, v, t)
        return -corrected(m, self.beta1, t)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(RAdam):
    """x+ = x - 1.02 eta u."""

    def direction(self, m, v, t):
        limit, length = variance_length(self.beta2, t)
        if length > 5:
            return 1.02 * rectification(limit, length) * self.normalised(m, v, t)
        return 1.02 * corrected(m, self.beta1, t)


MUTANTS = (
    ThresholdSix,
    NotNormalised,
    NotRectified,
    RootForgotten,
    Inverted,
    LimitTooLarge,
    LengthWithoutCount,
    FractionForgotten,
    FirstStepsUncorrected,
    FirstMomentUncorrected,
    SecondMomentUncorrected,
    CounterAhead,
    EpsilonDropped,
    EpsilonInside,
    LateMoments,
    Ascent,
    StepTooLong,
)
