"""Named mistakes in sign descent, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import scale_to_norm
from refimpl.first_order_adaptive.sign_gd import SignGD, State
from verification.claim import mutant


class _Parts(SignGD):
    """The step along another direction."""

    def step(self, problem, state, rng):
        return State(state.x - self.step_size * self.direction(problem.gradient(state.x)))

    def direction(self, g):
        return np.sign(g)


@mutant("TERM", "the sign is forgotten: gradient descent")
class SignForgotten(_Parts):
    """g."""

    def direction(self, g):
        return g


@mutant("BRANCH", "the sign of zero is one")
class SignOfZeroIsOne(_Parts):
    """sign(0) = 1."""

    def direction(self, g):
        return np.where(g >= 0, 1.0, -1.0)


@mutant("BRANCH", "the gradient is scaled to length one instead")
class Normalised(_Parts):
    """g/|g|."""

    def direction(self, g):
        return scale_to_norm(g, 1.0)


@mutant("SCALE", "the step has length eta instead of eta in every coordinate")
class LengthShared(_Parts):
    """sign(g)/sqrt(d)."""

    def direction(self, g):
        return np.sign(g) / np.sqrt(len(g) + 0 * g)


@mutant(
    "SCALE",
    "the step is multiplied by the mean modulus of the gradient, as steepest descent in the box norm is",
)
class SteepestDescent(_Parts):
    """|g|_1/d sign(g)."""

    def direction(self, g):
        return np.sum(np.abs(g)) / len(g) * np.sign(g)


@mutant("SIGN", "the step goes up instead of down")
class Ascent(_Parts):
    """-sign(g)."""

    def direction(self, g):
        return -np.sign(g)


@mutant("SCALE", "the step is 2 % too long")
class StepTooLong(_Parts):
    """1.02 sign(g)."""

    def direction(self, g):
        return 1.02 * np.sign(g)


MUTANTS = (SignForgotten, SignOfZeroIsOne, Normalised, LengthShared, SteepestDescent, Ascent, StepTooLong)
