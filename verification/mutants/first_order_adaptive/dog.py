"""Named mistakes in DoG, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm
from refimpl.first_order_adaptive.dog import DoG, State
from verification.claim import mutant


class _Parts(DoG):
    """The step in pieces, one of which is wrong."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        r = self.distance(state)
        G = state.G + self.square(g)
        if G == 0:
            return State(state.x, state.start, r, G)
        x = state.x - self.rate(r, G, state) * g
        return State(x, self.start(state, x), r, G)

    def distance(self, state):
        return np.maximum(state.r, norm(state.x - state.start))

    def square(self, g):
        return np.dot(g, g)

    def rate(self, r, G, state):
        return r / np.sqrt(G)

    def start(self, state, x):
        return state.start


@mutant("STALE", "the squared gradients are those of before this one, in the first step of this one")
class StaleGradients(_Parts):
    """r+ / sqrt(G)."""

    def rate(self, r, G, state):
        return r / np.sqrt(state.G if self.epsilon < state.G else G)


@mutant("STALE", "the distance is that of before this point")
class StaleDistance(_Parts):
    """r / sqrt(G+)."""

    def rate(self, r, G, state):
        return state.r / np.sqrt(G)


@mutant("STATE", "the distance is that of the present point, not the largest so far")
class PresentDistance(_Parts):
    """max(radius, |x - x_0|)."""

    def distance(self, state):
        return np.maximum(self.radius, norm(state.x - state.start))


@mutant("STATE", "the distance is that from the point before")
class DistanceFromLast(_Parts):
    """max(r, |x - x_{-1}|)."""

    def start(self, state, x):
        return state.x


@mutant("TERM", "the distance is measured from the origin")
class DistanceFromOrigin(_Parts):
    """max(r, |x|)."""

    def distance(self, state):
        return np.maximum(state.r, norm(state.x))


@mutant("BRANCH", "the radius is added to the distance")
class RadiusAdded(_Parts):
    """radius + max |x - x_0|."""

    def distance(self, state):
        return np.maximum(state.r, self.radius + norm(state.x - state.start))


@mutant("POWER", "the root is forgotten")
class RootForgotten(_Parts):
    """r+ / G+."""

    def rate(self, r, G, state):
        return r / G


@mutant("POWER", "the gradients are summed without squares")
class SumOfNorms(_Parts):
    """G+ = G + |g|."""

    def square(self, g):
        return norm(g)


@mutant("STATE", "the squared gradients are not summed: every step is as long as the distance")
class GradientsNotSummed(_Parts):
    """r+ / |g|."""

    def rate(self, r, G, state):
        return r / np.sqrt(self.epsilon + G - state.G)


@mutant("EPS", "epsilon is added to the root")
class EpsilonOutside(_Parts):
    """r+ / (sqrt(G+ - epsilon) + epsilon)."""

    def rate(self, r, G, state):
        return r / (np.sqrt(G - self.epsilon) + self.epsilon)


@mutant("EPS", "epsilon is added at every step")
class EpsilonSummed(_Parts):
    """G+ = G + |g|^2 + epsilon."""

    def square(self, g):
        return np.dot(g, g) + self.epsilon


@mutant("SIGN", "the step goes up instead of down")
class Ascent(_Parts):
    """x+ = x + ..."""

    def rate(self, r, G, state):
        return -r / np.sqrt(G)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(_Parts):
    """1.02 r+ / sqrt(G+)."""

    def rate(self, r, G, state):
        return 1.02 * r / np.sqrt(G)


MUTANTS = (
    StaleGradients,
    StaleDistance,
    PresentDistance,
    DistanceFromLast,
    DistanceFromOrigin,
    RadiusAdded,
    RootForgotten,
    SumOfNorms,
    GradientsNotSummed,
    EpsilonOutside,
    EpsilonSummed,
    Ascent,
    StepTooLong,
)
