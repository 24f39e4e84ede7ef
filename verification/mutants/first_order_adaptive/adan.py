"""Named mistakes in Adan, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.adan import Adan, State
from refimpl.first_order_adaptive.moments import average, corrected
from verification.claim import mutant
from verification.mutants.first_order_adaptive.adam_common import common


class _Other(Adan):
    """The step with another difference, or another square."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        change = self.change(g, state, t)
        m = average(state.m, g, self.beta1)
        w = average(state.w, change, self.beta2)
        n = average(state.n, np.square(self.squared(g, change)), self.beta3)
        return State(self.move(state.x, self.direction(m, w, n, t)), m, w, n, g, t)

    def change(self, g, state, t):
        return g - state.g if t > 1 else np.zeros_like(g)

    def squared(self, g, change):
        return g + self.beta2 * change


@mutant("SCALE", "the weight of the difference is 1 - beta2 where the algorithm has beta2: optax")
class OneMinusBeta2(_Other):
    """m^ + (1 - beta2) w^ and (g + (1 - beta2) change)^2."""

    def squared(self, g, change):
        return g + (1 - self.beta2) * change

    def direction(self, m, w, n, t):
        ahead = corrected(m, self.beta1, t) + (1 - self.beta2) * corrected(w, self.beta2, t)
        return quotient(ahead, np.sqrt(corrected(n, self.beta3, t)) + self.epsilon)


@mutant("STATE", "the gradient before the first one is taken to be zero")
class FirstChangeGradient(_Other):
    """change = g in the first step."""

    def change(self, g, state, t):
        return g - state.g


@mutant("SIGN", "the difference has the wrong sign")
class ChangeReversed(_Other):
    """change = h - g."""

    def change(self, g, state, t):
        return state.g - g if t > 1 else np.zeros_like(g)


@mutant("TERM", "the square is that of the gradient alone")
class SquaredGradient(_Other):
    """n of g^2."""

    def squared(self, g, change):
        return g


@mutant("TERM", "the square is that of the difference")
class SquaredChange(_Other):
    """n of change^2."""

    def squared(self, g, change):
        return change


@mutant("SCALE", "beta2 is missing in the square only")
class Beta2MissingInSquare(_Other):
    """n of (g + change)^2."""

    def squared(self, g, change):
        return g + change


@mutant("SCALE", "beta2 is missing in the step only")
class Beta2MissingInStep(Adan):
    """m^ + w^."""

    def direction(self, m, w, n, t):
        ahead = corrected(m, self.beta1, t) + corrected(w, self.beta2, t)
        return quotient(ahead, np.sqrt(corrected(n, self.beta3, t)) + self.epsilon)


@mutant("TERM", "the differences are left out of the step")
class NoLookAhead(Adan):
    """m^ / (sqrt(n^) + epsilon)."""

    def direction(self, m, w, n, t):
        return quotient(corrected(m, self.beta1, t), np.sqrt(corrected(n, self.beta3, t)) + self.epsilon)


@mutant("BIAS", "nothing is corrected")
class NotCorrected(Adan):
    """(m + beta2 w) / (sqrt(n) + epsilon)."""

    def direction(self, m, w, n, t):
        return quotient(m + self.beta2 * w, np.sqrt(n) + self.epsilon)


@mutant("BRANCH", "beta2 and beta3 are exchanged")
class LaterBetasExchanged(Adan):
    """beta3 for the differences, beta2 for the squares."""

    def step(self, problem, state, rng):
        return Adan(*self)._replace(beta2=self.beta3, beta3=self.beta2).step(problem, state, rng)


@mutant("DECAY", "the decay is added to the gradient")
class DecayInGradient(_Other):
    """Adan on g + lambda x."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x) + self.weight_decay * state.x
        t = state.t + 1
        change = self.change(g, state, t)
        m, w = average(state.m, g, self.beta1), average(state.w, change, self.beta2)
        n = average(state.n, np.square(self.squared(g, change)), self.beta3)
        return State(state.x - self.step_size * self.direction(m, w, n, t), m, w, n, g, t)


@mutant("DECAY", "the decay divides the old iterate only")
class DecayBeforeStep(Adan):
    """x / (1 + eta lambda) - eta u."""

    def move(self, x, u):
        return x / (1 + self.step_size * self.weight_decay) - self.step_size * u


@mutant("TERM", "the decay is left out")
class DecayForgotten(Adan):
    """x - eta u."""

    def move(self, x, u):
        return x - self.step_size * u


MUTANTS = (
    *common(Adan),
    OneMinusBeta2,
    FirstChangeGradient,
    ChangeReversed,
    SquaredGradient,
    SquaredChange,
    Beta2MissingInSquare,
    Beta2MissingInStep,
    NoLookAhead,
    NotCorrected,
    LaterBetasExchanged,
    DecayInGradient,
    DecayBeforeStep,
    DecayForgotten,
)
