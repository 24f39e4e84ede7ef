"""Named mistakes in Grams, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.grams import Grams, State
from verification.claim import mutant
from verification.mutants.first_order_adaptive.adam_common import common
from verification.mutants.first_order_adaptive.adam_with_decay import decaying


@mutant("TERM", "the sign is that of the average: this is AdamW")
class SignOfStep(Grams):
    """u."""

    def turned(self, g, u):
        return u


@mutant("TERM", "the modulus is forgotten: the product of both signs")
class ModulusForgotten(Grams):
    """sign(g) u."""

    def turned(self, g, u):
        return np.sign(g) * u


@mutant("TERM", "the sign is forgotten: the gradient itself")
class GradientForSign(Grams):
    """g |u|."""

    def turned(self, g, u):
        return g * np.abs(u)


@mutant("BRANCH", "the sign of zero is one")
class SignOfZeroIsOne(Grams):
    """sign(0) = 1."""

    def turned(self, g, u):
        return np.where(g >= 0, 1.0, -1.0) * np.abs(u)


@mutant("TERM", "the size is left out: a step of the sign")
class SizeForgotten(Grams):
    """sign(g)."""

    def turned(self, g, u):
        return np.sign(g)


MUTANTS = (
    *common(Grams, "FirstMomentEmptied"),
    *decaying(Grams, State, "turned"),
    SignOfStep,
    ModulusForgotten,
    GradientForSign,
    SignOfZeroIsOne,
    SizeForgotten,
)
