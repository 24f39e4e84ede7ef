"""Named mistakes in stochastic prox-linear steps."""

from __future__ import annotations

import numpy as np

from refimpl.nonsmooth_nonconvex.prox_linear import ProxLinear, State
from verification.claim import mutant


class _Parts(ProxLinear):
    """The step taken apart: each mutant changes one part."""

    def length(self, value, square):
        return np.minimum(1 / self.beta, value / square)

    def step(self, problem, state, rng):
        draw = problem.sample(rng)
        g = problem.sample_gradient(state.x, draw)
        if np.dot(g, g) == 0:
            return state
        return State(state.x - self.length(problem.sample_value(state.x, draw), np.dot(g, g)) * g)


@mutant("TERM", "the model is linear: it may fall below zero")
class LinearModel(_Parts):
    """`length` is 1 / self.beta."""

    def length(self, value, square):
        return 1 / self.beta


@mutant("BRANCH", "the longer of the two steps")
class LongerStep(_Parts):
    """`length` is np.maximum(1 / self.beta, value / square)."""

    def length(self, value, square):
        return np.maximum(1 / self.beta, value / square)


@mutant("TERM", "always the Polyak step: beta is ignored")
class PolyakStep(_Parts):
    """`length` is value / square."""

    def length(self, value, square):
        return value / square


@mutant("SCALE", "half of the step to the kink: the square of the norm counted twice")
class HalfWayToTheKink(_Parts):
    """`length` is np.minimum(1 / self.beta, value / (2 * square))."""

    def length(self, value, square):
        return np.minimum(1 / self.beta, value / (2 * square))


@mutant("POWER", "|G| instead of |G|^2")
class NormNotSquared(_Parts):
    """`length` is np.minimum(1 / self.beta, value / np.sqrt(square))."""

    def length(self, value, square):
        return np.minimum(1 / self.beta, value / np.sqrt(square))


@mutant("SIGN", "the step ascends")
class Ascent(_Parts):
    """`length` is -np.minimum(1 / self.beta, value / square)."""

    def length(self, value, square):
        return -np.minimum(1 / self.beta, value / square)


@mutant("STALE", "value and subgradient come from two samples")
class TwoSamples(ProxLinear):
    """F of one draw, G of another."""

    def step(self, problem, state, rng):
        value = problem.sample_value(state.x, problem.sample(rng))
        g = problem.sample_gradient(state.x, problem.sample(rng))
        if np.dot(g, g) == 0:
            return state
        return State(state.x - np.minimum(1 / self.beta, value / np.dot(g, g)) * g)


MUTANTS = (LinearModel, LongerStep, PolyakStep, HalfWayToTheKink, NormNotSquared, Ascent, TwoSamples)
