"""Named mistakes in AdamNC, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.adam_nc import AdamNC, State
from refimpl.first_order_adaptive.moments import average
from verification.claim import mutant


class _Parts(AdamNC):
    """The step in pieces, one of which is wrong."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        m = average(state.m, g, self.kept(t))
        s = self.summed(state.s, np.square(g), t)
        return State(state.x - self.step_size * self.direction(m, s, state, t), m, s, t)

    def kept(self, t):
        return self.beta1 * self.fading ** (t - 1)

    def summed(self, s, square, t):
        return s + square

    def direction(self, m, s, state, t):
        return quotient(m, np.sqrt(s))


@mutant("SCHED", "the momentum does not fade")
class MomentumNotFading(_Parts):
    """b = beta1."""

    def kept(self, t):
        return self.beta1


@mutant("SCHED", "the momentum fades one step early")
class FadingAhead(_Parts):
    """b = beta1 lambda^t."""

    def kept(self, t):
        return self.beta1 * self.fading**t


@mutant("SCHED", "the step size does not fall with the root of time")
class StepsNotFalling(_Parts):
    """x+ = x - eta m / sqrt(s/t)."""

    def direction(self, m, s, state, t):
        return quotient(m, np.sqrt(s / t))


@mutant("SCHED", "the step size falls with the root of time although the sum grows already")
class StepsFallingTwice(_Parts):
    """x+ = x - (eta/sqrt t) m / sqrt(s)."""

    def direction(self, m, s, state, t):
        return quotient(m, np.sqrt(s * t))


@mutant("SCHED", "beta2 is 1 - 1/(t + 1)")
class MeanAhead(_Parts):
    """v+ = v + (g^2 - v)/(t + 1), times t under the root."""

    def summed(self, s, square, t):
        mean = s / max(t - 1, 1)
        return t * (mean + (square - mean) / (t + 1))


@mutant("BIAS", "the first moment is corrected as in Adam")
class MomentCorrected(_Parts):
    """m / (1 - beta1^t)."""

    def direction(self, m, s, state, t):
        return quotient(m / (1 - self.beta1**t), np.sqrt(s))


@mutant("STALE", "the sum is that of before this gradient, in the first step of this one")
class StaleSum(_Parts):
    """m+ / sqrt(s)."""

    def direction(self, m, s, state, t):
        return quotient(m, np.sqrt(state.s if t > 1 else s))


@mutant("STALE", "the step uses the first moment of before this gradient")
class StaleMoment(_Parts):
    """m / sqrt(s+)."""

    def direction(self, m, s, state, t):
        return quotient(state.m, np.sqrt(s))


@mutant("POWER", "the root is forgotten")
class RootForgotten(_Parts):
    """m+ / s+."""

    def direction(self, m, s, state, t):
        return quotient(m, s)


@mutant("POWER", "the square is that of the first moment")
class SquaredMoment(AdamNC):
    """s of m^2."""

    def step(self, problem, state, rng):
        g, t = problem.gradient(state.x), state.t + 1
        m = average(state.m, g, self.beta1 * self.fading**state.t)
        s = state.s + np.square(m)
        return State(state.x - self.step_size * quotient(m, np.sqrt(s)), m, s, t)


@mutant("STATE", "the first moment is emptied before every step")
class FirstMomentEmptied(AdamNC):
    """m = 0 at every step."""

    def step(self, problem, state, rng):
        return AdamNC(*self).step(problem, state._replace(m=0 * state.m), rng)


@mutant("SIGN", "the step goes up instead of down")
class Ascent(_Parts):
    """x+ = x + eta m+ / sqrt(s+)."""

    def direction(self, m, s, state, t):
        return quotient(-m, np.sqrt(s))


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(_Parts):
    """1.02 eta."""

    def direction(self, m, s, state, t):
        return quotient(1.02 * m, np.sqrt(s))


MUTANTS = (
    MomentumNotFading,
    FadingAhead,
    StepsNotFalling,
    StepsFallingTwice,
    MeanAhead,
    MomentCorrected,
    StaleSum,
    StaleMoment,
    RootForgotten,
    SquaredMoment,
    FirstMomentEmptied,
    Ascent,
    StepTooLong,
)
