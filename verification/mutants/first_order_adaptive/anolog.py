"""Named mistakes in Anolog, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.anolog import Anolog, State
from refimpl.first_order_adaptive.moments import average
from verification.claim import mutant
from verification.mutants.first_order_adaptive.adam_common import common
from verification.mutants.first_order_adaptive.ano_common import shared


class _Other(Anolog):
    """The step with another second moment."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m, v = average(state.m, g, self.kept(state.x, t)), self.followed(state.v, np.square(g))
        return State(state.x - self.step_size * self.direction(g, m, v, t), m, v, t)

    def followed(self, v, square):
        return average(v, np.sign(square - v) * square, self.beta2)


@mutant("TERM", "the second moment does not fade: Yogi's")
class NotFaded(_Other):
    """v+ = v + (1 - beta2) sign(g^2 - v) g^2."""

    def followed(self, v, square):
        return v + (1 - self.beta2) * np.sign(square - v) * square


@mutant("TERM", "the second moment is Adam's")
class SignForgotten(_Other):
    """v+ = beta2 v + (1 - beta2) g^2."""

    def followed(self, v, square):
        return average(v, square, self.beta2)


@mutant("SCHED", "beta1 is 1/log t: the average gets shorter with time")
class ShorterWithTime(Anolog):
    """beta1 = 1/log max(3, t)."""

    def kept(self, x, t):
        return 1 / np.log(np.zeros_like(x) + max(3, t))


@mutant("SCHED", "the logarithm has base 2")
class LogarithmOfBaseTwo(Anolog):
    """beta1 = 1 - log 2/log max(2, t)."""

    def kept(self, x, t):
        return 1 - np.log(np.zeros_like(x) + 2) / np.log(np.zeros_like(x) + max(2, t))


@mutant("SCHED", "beta1 grows with the root of time, as in the paper's proof")
class RootOfTime(Anolog):
    """beta1 = 1 - 1/sqrt t."""

    def kept(self, x, t):
        return 1 - 1 / np.sqrt(np.zeros_like(x) + t)


MUTANTS = (
    *common(Anolog, "BetasExchanged", "OtherConvention", "FirstMomentEmptied"),
    *shared(Anolog),
    NotFaded,
    SignForgotten,
    ShorterWithTime,
    LogarithmOfBaseTwo,
    RootOfTime,
)
