"""Named mistakes in AdaBelief, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.adabelief import AdaBelief, State
from refimpl.first_order_adaptive.moments import average, corrected
from verification.claim import mutant
from verification.mutants.first_order_adaptive.adam_common import common


class _Other(AdaBelief):
    """The step with another square."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        s = average(state.s, self.square(g, m, state.m, t), self.beta2) + self.epsilon
        return State(state.x - self.step_size * self.direction(m, s, t), m, s, t)

    def square(self, g, m, before, t):
        return np.square(g - m)


@mutant("STALE", "the distance is that to the average of before this gradient")
class OldMean(_Other):
    """s of (g - m)^2 with m of before."""

    def square(self, g, m, before, t):
        return np.square(g - before)


@mutant("BIAS", "the distance is that to the corrected average")
class CorrectedMean(_Other):
    """s of (g - m^)^2."""

    def square(self, g, m, before, t):
        return np.square(g - corrected(m, self.beta1, t))


@mutant("TERM", "the average is not subtracted: this is Adam, up to epsilon")
class SquaredGradient(_Other):
    """s of g^2."""

    def square(self, g, m, before, t):
        return np.square(g)


@mutant("TERM", "the difference of squares is averaged instead of the square of the difference")
class DifferenceOfSquares(_Other):
    """s of |g^2 - m^2|."""

    def square(self, g, m, before, t):
        return np.abs(np.square(g) - np.square(m))


@mutant("EPS", "epsilon does not add up: it is outside of the recursion")
class EpsilonNotKept(AdaBelief):
    """m^ / (sqrt(s^ + epsilon) + epsilon)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        s = average(state.s, np.square(g - m), self.beta2)
        root = np.sqrt(corrected(s, self.beta2, t) + self.epsilon)
        u = quotient(corrected(m, self.beta1, t), root + self.epsilon)
        return State(state.x - self.step_size * u, m, s, t)


@mutant("EPS", "epsilon is in the second moment only, not in the divisor")
class EpsilonOnce(AdaBelief):
    """m^ / sqrt(s^)."""

    def direction(self, m, s, t):
        return quotient(corrected(m, self.beta1, t), np.sqrt(corrected(s, self.beta2, t)))


@mutant("EPS", "epsilon is in the divisor only, not in the second moment")
class EpsilonOutside(AdaBelief):
    """s+ without epsilon."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        s = average(state.s, np.square(g - m), self.beta2)
        return State(state.x - self.step_size * self.direction(m, s, t), m, s, t)


@mutant("BIAS", "no moment is corrected")
class NotCorrected(AdaBelief):
    """m / (sqrt(s) + epsilon)."""

    def direction(self, m, s, t):
        return quotient(m, np.sqrt(s) + self.epsilon)


MUTANTS = (
    *common(AdaBelief),
    OldMean,
    CorrectedMean,
    SquaredGradient,
    DifferenceOfSquares,
    EpsilonNotKept,
    EpsilonOnce,
    EpsilonOutside,
    NotCorrected,
)
