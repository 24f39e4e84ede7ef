"""Named mistakes in Ano, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.ano import Ano, State
from refimpl.first_order_adaptive.moments import average
from verification.claim import mutant
from verification.mutants.first_order_adaptive.adam_common import common
from verification.mutants.first_order_adaptive.ano_common import shared


@mutant("TERM", "the second moment does not fade: Yogi's")
class NotFaded(Ano):
    """v+ = v + (1 - beta2) sign(g^2 - v) g^2."""

    def followed(self, v, square):
        return v + (1 - self.beta2) * np.sign(square - v) * square


@mutant("TERM", "the second moment is Adam's")
class SignForgotten(Ano):
    """v+ = beta2 v + (1 - beta2) g^2."""

    def followed(self, v, square):
        return average(v, square, self.beta2)


@mutant("SIGN", "the second moment moves away from the squared gradient")
class SignReversed(Ano):
    """sign(v - g^2), not below 0."""

    def followed(self, v, square):
        return np.maximum(average(v, np.sign(v - square) * square, self.beta2), 0.0)


@mutant("STALE", "the sign is that of the average of before this gradient")
class StaleSign(Ano):
    """sign(m) of before."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        t = state.t + 1
        m, v = average(state.m, g, self.beta1), self.followed(state.v, np.square(g))
        return State(state.x - self.step_size * self.direction(g, state.m, v, t), m, v, t)


MUTANTS = (*common(Ano, "FirstMomentEmptied"), *shared(Ano), NotFaded, SignForgotten, SignReversed, StaleSign)
