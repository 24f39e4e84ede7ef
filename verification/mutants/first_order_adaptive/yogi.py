"""Named mistakes in Yogi, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, corrected
from refimpl.first_order_adaptive.yogi import State, Yogi
from verification.claim import mutant
from verification.mutants.first_order_adaptive.adam_common import common


@mutant("SIGN", "the second moment moves away from the squared gradient")
class SignReversed(Yogi):
    """v+ = v + (1 - beta2) sign(v - g^2) g^2, not below 0."""

    def approached(self, v, square):
        return np.maximum(v + (1 - self.beta2) * np.sign(v - square) * square, 0.0)


@mutant("TERM", "the sign is replaced by the difference itself: this is Adam")
class DifferenceForSign(Yogi):
    """v+ = v - (1 - beta2) (v - g^2)."""

    def approached(self, v, square):
        return average(v, square, self.beta2)


@mutant("TERM", "the second moment fades as well: Ano's way")
class Faded(Yogi):
    """v+ = beta2 v - (1 - beta2) sign(v - g^2) g^2."""

    def approached(self, v, square):
        return self.beta2 * v - (1 - self.beta2) * np.sign(v - square) * square


@mutant("POWER", "the sign compares with the gradient's modulus instead of its square")
class ComparedWithModulus(Yogi):
    """sign(v - |g|)."""

    def approached(self, v, square):
        return v - (1 - self.beta2) * np.sign(v - np.sqrt(square)) * square


@mutant("SCALE", "the change is 1 - beta2 times v instead of g^2")
class ChangeOfOwnSize(Yogi):
    """v+ = v - (1 - beta2) sign(v - g^2) v."""

    def approached(self, v, square):
        return v - (1 - self.beta2) * np.sign(v - square) * v


@mutant("STATE", "the first moment starts at zero")
class MomentumFromZero(Yogi):
    """m_0 = 0."""

    def init(self, problem, x0):
        start = np.zeros_like(x0) + self.initial
        return State(x0, np.zeros_like(x0), start, 0)


@mutant("STATE", "both moments start at zero")
class FromZero(Yogi):
    """m_0 = v_0 = 0."""

    def init(self, problem, x0):
        return State(x0, np.zeros_like(x0), np.zeros_like(x0), 0)


@mutant("STALE", "the step divides by the second moment of before this gradient")
class StaleSecondMoment(Yogi):
    """m+ and v of before."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m, v = average(state.m, g, self.beta1), self.approached(state.v, np.square(g))
        return State(state.x - self.step_size * self.direction(m, state.v, t), m, v, t)


@mutant("EPS", "epsilon is inside the root")
class EpsilonInside(Yogi):
    """m^ / sqrt(v^ + epsilon)."""

    def direction(self, m, v, t):
        return quotient(corrected(m, self.beta1, t), np.sqrt(corrected(v, self.beta2, t) + self.epsilon))


MUTANTS = (
    *common(Yogi),
    SignReversed,
    DifferenceForSign,
    Faded,
    ComparedWithModulus,
    ChangeOfOwnSize,
    MomentumFromZero,
    FromZero,
    StaleSecondMoment,
    EpsilonInside,
)
