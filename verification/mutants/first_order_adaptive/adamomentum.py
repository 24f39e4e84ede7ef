"""Named mistakes in AdaMomentum, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.adamomentum import AdaMomentum, State
from refimpl.first_order_adaptive.moments import average, corrected
from verification.claim import mutant
from verification.mutants.first_order_adaptive.adam_common import common


class _Other(AdaMomentum):
    """The step with another square."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, self.square(g, m, state.m), self.beta2) + self.epsilon
        return State(state.x - self.step_size * self.direction(m, v, t), m, v, t)

    def square(self, g, m, before):
        return np.square(m)


@mutant("TERM", "the second moment is that of the gradient: this is Adam, up to epsilon")
class SquaredGradient(_Other):
    """v of g^2."""

    def square(self, g, m, before):
        return np.square(g)


@mutant("STALE", "the second moment takes the first moment of before this gradient")
class StaleSquare(_Other):
    """v of m^2 of before."""

    def square(self, g, m, before):
        return np.square(before)


@mutant("POWER", "the square is forgotten")
class NotSquared(_Other):
    """v of |m|."""

    def square(self, g, m, before):
        return np.abs(m)


@mutant("BIAS", "no moment is corrected")
class NotCorrected(AdaMomentum):
    """m / sqrt(v)."""

    def direction(self, m, v, t):
        return quotient(m, np.sqrt(v))


@mutant("BIAS", "the second moment is not corrected")
class SecondMomentUncorrected(AdaMomentum):
    """m^ / sqrt(v)."""

    def direction(self, m, v, t):
        return quotient(corrected(m, self.beta1, t), np.sqrt(v))


@mutant("EPS", "epsilon is added twice: in the second moment and to the root")
class EpsilonTwice(AdaMomentum):
    """m^ / (sqrt(v^) + epsilon)."""

    def direction(self, m, v, t):
        return quotient(corrected(m, self.beta1, t), np.sqrt(corrected(v, self.beta2, t)) + self.epsilon)


@mutant("EPS", "epsilon does not add up: it is outside of the recursion")
class EpsilonNotKept(AdaMomentum):
    """m^ / sqrt(v^ + epsilon)."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m = average(state.m, g, self.beta1)
        v = average(state.v, np.square(m), self.beta2)
        root = np.sqrt(corrected(v, self.beta2, t) + self.epsilon)
        u = quotient(corrected(m, self.beta1, t), root)
        return State(state.x - self.step_size * u, m, v, t)


MUTANTS = (
    *common(AdaMomentum),
    SquaredGradient,
    StaleSquare,
    NotSquared,
    NotCorrected,
    SecondMomentUncorrected,
    EpsilonTwice,
    EpsilonNotKept,
)
