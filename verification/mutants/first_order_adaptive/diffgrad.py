"""Named mistakes in diffGrad, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.diffgrad import DiffGrad, State
from refimpl.first_order_adaptive.moments import average, corrected
from verification.claim import mutant
from verification.mutants.first_order_adaptive.adam_common import common


@mutant("TERM", "the friction is left out: this is Adam")
class NoFriction(DiffGrad):
    """xi = 1."""

    def friction(self, g, before):
        return 1 + 0 * g


@mutant("SIGN", "the change has its sign: friction below 1/2 where the gradient falls")
class SignedChange(DiffGrad):
    """xi = 1 / (1 + exp(-(h - g)))."""

    def friction(self, g, before):
        return 1 / (1 + np.exp(-(before - g)))


@mutant("SIGN", "friction grows with the change instead of falling")
class InverseFriction(DiffGrad):
    """xi = 1 / (1 + exp(|g - h|))."""

    def friction(self, g, before):
        return 1 / (1 + np.exp(np.abs(g - before)))


@mutant("SCALE", "friction is doubled, so that a constant gradient gives Adam's step")
class DoubledFriction(DiffGrad):
    """2 xi."""

    def friction(self, g, before):
        return 2 / (1 + np.exp(-np.abs(g - before)))


@mutant("STATE", "the gradient before the first one is taken to be the first one")
class FirstChangeZero(DiffGrad):
    """xi = 1/2 in the first step."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m, v = average(state.m, g, self.beta1), average(state.v, np.square(g), self.beta2)
        before = state.g if state.t > 0 else g
        u = self.friction(g, before) * self.direction(m, v, t)
        return State(state.x - self.step_size * u, m, v, g, t)


@mutant("TERM", "the change is that against the average of gradients")
class ChangeFromAverage(DiffGrad):
    """xi of |g - m|."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m, v = average(state.m, g, self.beta1), average(state.v, np.square(g), self.beta2)
        u = self.friction(g, state.m) * self.direction(m, v, t)
        return State(state.x - self.step_size * u, m, v, g, t)


@mutant("BIAS", "no moment is corrected")
class NotCorrected(DiffGrad):
    """m / (sqrt(v) + epsilon)."""

    def direction(self, m, v, t):
        return quotient(m, np.sqrt(v) + self.epsilon)


@mutant("BIAS", "the second moment is not corrected")
class SecondMomentUncorrected(DiffGrad):
    """m^ / (sqrt(v) + epsilon)."""

    def direction(self, m, v, t):
        return quotient(corrected(m, self.beta1, t), np.sqrt(v) + self.epsilon)


MUTANTS = (
    *common(DiffGrad),
    NoFriction,
    SignedChange,
    InverseFriction,
    DoubledFriction,
    FirstChangeZero,
    ChangeFromAverage,
    NotCorrected,
    SecondMomentUncorrected,
)
