"""Named mistakes in Schedule-Free AdamW, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import average, corrected
from refimpl.first_order_adaptive.schedule_free_adamw import ScheduleFreeAdamW, State
from verification.claim import mutant
from verification.mutants.first_order_adaptive.schedule_free_common import shared


def share(algorithm, state):
    """c of the coming step."""
    largest = max(state.largest, algorithm.step_size)
    weights = state.weights + largest * largest
    return largest * largest / weights if weights > 0 else 0.0


class _Parts(ScheduleFreeAdamW):
    """The step in pieces, one of which is wrong."""

    def step(self, problem, state, rng):
        t = state.t + 1
        y = (1 - self.beta1) * state.z + self.beta1 * state.x
        g = problem.gradient(y)
        v = average(state.v, np.square(g), self.beta2)
        z = state.z - self.step_size * (self.direction(g, v, t) + self.weight_decay * y)
        largest, weight = self.weight(state, t)
        weights = state.weights + weight
        c = weight / weights if weights > 0 else self.undefined()
        return State((1 - c) * state.x + c * z, z, v, largest, weights, t)

    def direction(self, g, v, t):
        return quotient(g, np.sqrt(corrected(v, self.beta2, t)) + self.epsilon)

    def weight(self, state, t):
        largest = max(state.largest, self.step_size)
        return largest, largest * largest

    def undefined(self):
        return 0.0


@mutant("SCHED", "the weights are the squares of the present step sizes, not of the largest so far")
class PresentWeights(_Parts):
    """w = eta_t^2."""

    def weight(self, state, t):
        return self.step_size, self.step_size * self.step_size


@mutant("POWER", "the weights are the largest step sizes, not their squares")
class WeightsNotSquared(_Parts):
    """w = max eta."""

    def weight(self, state, t):
        largest = max(state.largest, self.step_size)
        return largest, largest


@mutant("EPS", "the share of the first iterate is 0/0 where a warm-up begins at zero")
class UndefinedShare(_Parts):
    """c = w / (w_1 + ... + w_t), whatever the sum."""

    def undefined(self):
        return float("nan")


@mutant("BIAS", "the second moment is not corrected")
class NotCorrected(_Parts):
    """g / (sqrt(v) + epsilon)."""

    def direction(self, g, v, t):
        return quotient(g, np.sqrt(v) + self.epsilon)


@mutant("EPS", "epsilon is left out")
class EpsilonDropped(_Parts):
    """g / sqrt(v^)."""

    def direction(self, g, v, t):
        return quotient(g, np.sqrt(corrected(v, self.beta2, t)))


@mutant("EPS", "epsilon is inside the root")
class EpsilonInside(_Parts):
    """g / sqrt(v^ + epsilon)."""

    def direction(self, g, v, t):
        return quotient(g, np.sqrt(corrected(v, self.beta2, t) + self.epsilon))


@mutant("POWER", "the root is forgotten")
class RootForgotten(_Parts):
    """g / (v^ + epsilon)."""

    def direction(self, g, v, t):
        return quotient(g, corrected(v, self.beta2, t) + self.epsilon)


MUTANTS = (
    *shared(ScheduleFreeAdamW, "beta1", share),
    PresentWeights,
    WeightsNotSquared,
    UndefinedShare,
    NotCorrected,
    EpsilonDropped,
    EpsilonInside,
    RootForgotten,
)
