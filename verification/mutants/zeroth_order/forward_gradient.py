"""Named mistakes in forward gradient descent and in the dual numbers that it may be computed with."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm, quotient
from refimpl.zeroth_order.dual import Dual
from refimpl.zeroth_order.forward_gradient import ForwardGradient, State
from verification.claim import mutant


class OneChanged(ForwardGradient):
    """The step with another `estimate` from the gradient p and one direction v."""

    def estimate(self, p, v):
        raise NotImplementedError

    def step(self, problem, state, rng):
        p = problem.gradient(state.x)
        total = np.zeros_like(p)
        for _ in range(self.directions):
            total = total + self.estimate(p, self.law.draw(p, rng))
        return State(state.x - self.step_size / self.directions * total)


@mutant("SCALE", "the direction has length 1 and nothing is multiplied by d: the mean is the gradient over d")
class SphereWithoutD(OneChanged):
    """v/|v|."""

    def estimate(self, p, v):
        return quotient(np.dot(p, v), np.dot(v, v)) * v


@mutant("SCALE", "the factor sqrt d is given to the direction that has it already")
class DTwice(OneChanged):
    """sqrt(d) v."""

    def estimate(self, p, v):
        return v.shape[0] * np.dot(p, v) * v


@mutant("TERM", "the derivative is forgotten: a step along the direction itself")
class DerivativeForgotten(OneChanged):
    """g = v."""

    def estimate(self, p, v):
        return v


@mutant("POWER", "the derivative counts by its sign only")
class SignOfDerivative(OneChanged):
    """g = sign(p'v) v."""

    def estimate(self, p, v):
        return np.sign(np.dot(p, v)) * v


@mutant("SHAPE", "entry by entry p v v instead of (p'v) v")
class EntryByEntry(OneChanged):
    """g_i = p_i v_i^2."""

    def estimate(self, p, v):
        return p * v * v


@mutant("SIGN", "upwards")
class Ascent(OneChanged):
    """-g."""

    def estimate(self, p, v):
        return -np.dot(p, v) * v


@mutant("NOISE", "the covariance of the directions is not the identity: the mean is C grad f")
class CovarianceNotOne(OneChanged):
    """v_1 twice as long: C = diag(4, 1, ..., 1)."""

    def estimate(self, p, v):
        v = v.copy()
        v[0] = 2 * v[0]
        return np.dot(p, v) * v


@mutant("NOISE", "directions of the positive orthant: entries are not uncorrelated")
class PositiveDirections(OneChanged):
    """|v|."""

    def estimate(self, p, v):
        return np.dot(p, np.abs(v)) * np.abs(v)


@mutant("STALE", "the derivative is taken along one direction and multiplied with another")
class TwoDirections(ForwardGradient):
    """(p'v) w."""

    def step(self, problem, state, rng):
        p = problem.gradient(state.x)
        v, w = self.law.draw(p, rng), self.law.draw(p, rng)
        return State(state.x - self.step_size * np.dot(p, v) * w)


@mutant("STATE", "one direction is drawn and used n times")
class DirectionReused(ForwardGradient):
    """n = 1."""

    def step(self, problem, state, rng):
        p = problem.gradient(state.x)
        v = self.law.draw(p, rng)
        return State(state.x - self.step_size * np.dot(p, v) * v)


@mutant("SCALE", "the estimates are added up, not averaged")
class SumForMean(ForwardGradient):
    """eta in place of eta/n."""

    def step(self, problem, state, rng):
        p = problem.gradient(state.x)
        total = np.zeros_like(p)
        for _ in range(self.directions):
            v = self.law.draw(p, rng)
            total = total + np.dot(p, v) * v
        return State(state.x - self.step_size * total)


@mutant("POWER", "the direction is scaled to the length of the gradient")
class ScaledToGradient(OneChanged):
    """|p| v / |v|, downhill."""

    def estimate(self, p, v):
        return np.sign(np.dot(p, v)) * norm(p) / norm(v) * v


@mutant("TERM", "half of the product rule")
class HalfProductRule(Dual):
    """(ab, ab')."""

    def __mul__(self, other):
        other = self._of(other)
        return type(self)(self.value * other.value, self.value * other.tangent)

    __rmul__ = __mul__


@mutant("SHAPE", "the tangents are multiplied with each other")
class TangentsMultiplied(Dual):
    """(ab, a'b')."""

    def __mul__(self, other):
        other = self._of(other)
        return type(self)(self.value * other.value, self.tangent * other.tangent)

    __rmul__ = __mul__


@mutant("SIGN", "the quotient rule with the sign of the product rule")
class QuotientSign(Dual):
    """(a' + (a/b) b')/b."""

    def __truediv__(self, other):
        other = self._of(other)
        quotient = self.value / other.value
        return type(self)(quotient, (self.tangent + quotient * other.tangent) / other.value)


@mutant("STALE", "functions pass the tangent on without their derivative")
class ChainForgotten(Dual):
    """(phi(a), a')."""

    def chain(self, value, derivative):
        return type(self)(value, self.tangent)


@mutant("STALE", "functions drop the tangent: a constant downstream of every one of them")
class TangentDropped(Dual):
    """(phi(a), 0)."""

    def chain(self, value, derivative):
        return type(self)(value, 0)


NUMBERS = (HalfProductRule, TangentsMultiplied, QuotientSign, ChainForgotten, TangentDropped)
ESTIMATES = (
    SphereWithoutD,
    DTwice,
    DerivativeForgotten,
    SignOfDerivative,
    EntryByEntry,
    Ascent,
    CovarianceNotOne,
    PositiveDirections,
    ScaledToGradient,
    TwoDirections,
)
AVERAGES = (DirectionReused, SumForMean)
MUTANTS = (*ESTIMATES, *AVERAGES)
