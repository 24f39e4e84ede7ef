"""Named mistakes in SANIA Adam-SQR, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, corrected
from refimpl.second_order.sania_adam_sqr import SANIAAdamSQR, State
from verification.claim import mutant
from verification.mutants.second_order.polyak import full_value, gaps, model_lengths, squared_scales


class Parts(SANIAAdamSQR):
    """The step with the average as a part that mutants replace."""

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        g = problem.sample_gradient(state.x, draw)
        v, B = self.moments(state, g)
        u = quotient(g, self.scale(B))
        size = self.size(g, u)
        return State(state.x - self.length(self.gap(problem, state.x, draw), size) * u, v, state.t + 1)

    def moments(self, state, g):
        v = average(state.v, g * g, self.beta2)
        return v, corrected(v, self.beta2, state.t + 1)

    def scale(self, B):
        return B

    def size(self, g, u):
        return np.dot(g, u)


@mutant("BIAS", "the average is not corrected: the first steps are too long")
class UncorrectedAverage(Parts):
    """B = v."""

    def moments(self, state, g):
        v = average(state.v, g * g, self.beta2)
        return v, v


@mutant("BIAS", "the correction counts one step too many")
class CounterAhead(Parts):
    """1 - beta2^(t + 1)."""

    def moments(self, state, g):
        v = average(state.v, g * g, self.beta2)
        return v, corrected(v, self.beta2, state.t + 2)


@mutant("BRANCH", "beta2 is the weight of the new square")
class WeightsExchanged(Parts):
    """v+ = (1 - beta2) v + beta2 g^2."""

    def moments(self, state, g):
        v = average(g * g, state.v, self.beta2)
        return v, corrected(v, self.beta2, state.t + 1)


@mutant("TERM", "the last square divides, without averaging")
class NotAveraged(Parts):
    """B = g^2."""

    def moments(self, state, g):
        return g * g, g * g


@mutant("PROX", "G is the Euclidean norm of the gradient")
class EuclideanNorm(Parts):
    """G = |g|^2."""

    def size(self, g, u):
        return np.dot(g, g)


MUTANTS = (
    *gaps(SANIAAdamSQR), *full_value(SANIAAdamSQR), *model_lengths(SANIAAdamSQR), *squared_scales(Parts),
    UncorrectedAverage, CounterAhead, WeightsExchanged, NotAveraged, EuclideanNorm,
)  # fmt: skip
