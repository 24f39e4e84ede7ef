"""Named mistakes in the length of adaptive gradient descent, for every method that has it."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.first_order_adaptive.adaptive_length import adaptive_length
from verification.claim import mutant


def shared(Method: Any) -> tuple[Any, ...]:
    """The mistakes as subclasses of a method with `length(moved, turned, state)`."""

    @mutant("SCALE", "the length is |s| / |y|: the factor 1/2 is forgotten")
    class HalfForgotten(Method):
        """min(., |s| / |y|)."""

        def length(self, moved, turned, state):
            return adaptive_length(2 * moved, turned, state.eta, state.theta)

    @mutant("BRANCH", "nothing bounds the growth of the length")
    class GrowthUnbounded(Method):
        """eta = |s| / (2 |y|)."""

        def length(self, moved, turned, state):
            if turned == 0:
                return state.eta
            return moved / (2 * turned)

    @mutant("BRANCH", "the larger of both lengths is taken")
    class LargerLength(Method):
        """max for min."""

        def length(self, moved, turned, state):
            if state.theta < 0 or turned == 0:
                return adaptive_length(moved, turned, state.eta, state.theta)
            return np.maximum(np.sqrt(1.0 + state.theta) * state.eta, moved / (2 * turned))

    @mutant("POWER", "the growth is bounded by 1 + theta, without the root")
    class RootOfGrowthForgotten(Method):
        """min((1 + theta) eta, .)."""

        def length(self, moved, turned, state):
            theta = np.square(1.0 + state.theta) - 1.0 if state.theta > 0 else state.theta
            return adaptive_length(moved, turned, state.eta, theta)

    @mutant("TERM", "the length never grows")
    class NeverGrows(Method):
        """min(eta, .)."""

        def length(self, moved, turned, state):
            return adaptive_length(moved, turned, state.eta, np.minimum(state.theta, 0.0))

    @mutant("BIAS", "the growth is bounded in the first free step too, as if theta_0 were 1")
    class FirstLengthBounded(Method):
        """theta_0 = 1."""

        def length(self, moved, turned, state):
            return adaptive_length(moved, turned, state.eta, 1.0 if state.theta < 0 else state.theta)

    @mutant("SCALE", "the length may grow 2 % too much")
    class GrowthTooFast(Method):
        """min(1.02 sqrt(1 + theta) eta, .)."""

        def length(self, moved, turned, state):
            theta = 1.02**2 * (1.0 + state.theta) - 1.0 if state.theta > 0 else state.theta
            return adaptive_length(moved, turned, state.eta, theta)

    @mutant("SCALE", "the lengths are 2 % too long")
    class LengthTooLong(Method):
        """min(., |s| / (1.96 |y|))."""

        def length(self, moved, turned, state):
            return adaptive_length(1.02 * moved, turned, state.eta, state.theta)

    return (
        HalfForgotten, GrowthUnbounded, LargerLength, RootOfGrowthForgotten, NeverGrows, FirstLengthBounded,
        GrowthTooFast, LengthTooLong,
    )  # fmt: skip
