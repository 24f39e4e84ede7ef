"""Named mistakes in AdaDelta, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.adadelta import AdaDelta, State
from refimpl.first_order_adaptive.moments import average
from verification.claim import mutant
from verification.mutants.first_order_adaptive.adam_common import common


class _Other(AdaDelta):
    """The step in pieces, one of which is wrong."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        v = average(state.v, np.square(g), self.beta2)
        u = g * self.rate(state, v)
        return State(state.x - self.step_size * u, v, average(state.D, self.counted(u), self.beta2))

    def rate(self, state, v):
        return quotient(np.sqrt(state.D + self.epsilon), np.sqrt(v + self.epsilon))

    def counted(self, u):
        return np.square(u)


@mutant("STALE", "the squared gradients are those of before this gradient")
class StaleGradients(_Other):
    """sqrt(D + epsilon) / sqrt(v + epsilon)."""

    def rate(self, state, v):
        return quotient(np.sqrt(state.D + self.epsilon), np.sqrt(state.v + self.epsilon))


@mutant("STALE", "the step takes in its own square first, by a step with the old average")
class StepCountedFirst(AdaDelta):
    """u with D+ in place of D."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        v = average(state.v, np.square(g), self.beta2)
        below = np.sqrt(v + self.epsilon)
        D = average(state.D, np.square(g * quotient(np.sqrt(state.D + self.epsilon), below)), self.beta2)
        u = g * quotient(np.sqrt(D + self.epsilon), below)
        return State(state.x - self.step_size * u, v, D)


@mutant("SCALE", "the averaged squares are those of the steps as taken, with the step size")
class StepSizeCounted(_Other):
    """D of (eta u)^2."""

    def counted(self, u):
        return np.square(self.step_size * u)


@mutant("TERM", "the steps taken are forgotten: this is RMSProp with epsilon inside")
class NoUnits(_Other):
    """u = g / sqrt(v+ + epsilon)."""

    def rate(self, state, v):
        return quotient(1.0 + 0 * v, np.sqrt(v + self.epsilon))


@mutant("POWER", "the roots are forgotten")
class RootsForgotten(_Other):
    """(D + epsilon) / (v+ + epsilon)."""

    def rate(self, state, v):
        return quotient(state.D + self.epsilon, v + self.epsilon)


@mutant("EPS", "epsilon is outside of the roots")
class EpsilonOutside(_Other):
    """(sqrt(D) + epsilon) / (sqrt(v+) + epsilon)."""

    def rate(self, state, v):
        return quotient(np.sqrt(state.D) + self.epsilon, np.sqrt(v) + self.epsilon)


@mutant("EPS", "epsilon is missing in the divisor")
class EpsilonOnce(_Other):
    """sqrt(D + epsilon) / sqrt(v+)."""

    def rate(self, state, v):
        return quotient(np.sqrt(state.D + self.epsilon), np.sqrt(v))


@mutant("SCALE", "the new square enters with full weight")
class SumOfSquares(AdaDelta):
    """v+ = beta2 v + g^2."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        v = self.beta2 * state.v + np.square(g)
        u = g * quotient(np.sqrt(state.D + self.epsilon), np.sqrt(v + self.epsilon))
        return State(state.x - self.step_size * u, v, average(state.D, np.square(u), self.beta2))


@mutant("SCALE", "beta2 weights the new value instead of the kept one")
class OtherConvention(AdaDelta):
    """1 - beta2 for beta2."""

    def step(self, problem, state, rng):
        return AdaDelta(self.step_size, 1 - self.beta2, self.epsilon).step(problem, state, rng)


MUTANTS = (
    *common(
        AdaDelta, "CounterAhead", "CounterTwice", "BetasExchanged", "OtherConvention", "FirstMomentEmptied"
    ),
    StaleGradients,
    StepCountedFirst,
    StepSizeCounted,
    NoUnits,
    RootsForgotten,
    EpsilonOutside,
    EpsilonOnce,
    SumOfSquares,
    OtherConvention,
)
