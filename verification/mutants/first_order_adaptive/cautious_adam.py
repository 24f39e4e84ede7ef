"""Named mistakes in cautious Adam, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.cautious_adam import CautiousAdam, State
from verification.claim import mutant
from verification.mutants.first_order_adaptive.adam_common import common
from verification.mutants.first_order_adaptive.adam_with_decay import decaying


@mutant("TERM", "nothing is masked: this is AdamW")
class NoMask(CautiousAdam):
    """u."""

    def masked(self, g, u):
        return u


@mutant("SIGN", "the coordinates that go down are left out")
class MaskReversed(CautiousAdam):
    """u [g u < 0]."""

    def masked(self, g, u):
        return np.where(g * u < 0, u, 0.0)


@mutant("BRANCH", "the whole step is left out where it goes up, not the coordinate")
class AllOrNothing(CautiousAdam):
    """u [<g, u> > 0]."""

    def masked(self, g, u):
        return np.where(np.dot(g, u) > 0, 1.0, 0.0) * u


@mutant("SIGN", "the coordinates that go up are turned instead of left out: this is Grams")
class Turned(CautiousAdam):
    """sign(g) |u|."""

    def masked(self, g, u):
        return np.sign(g) * np.abs(u)


@mutant("BRANCH", "the mask compares the gradient alone with zero")
class MaskOfGradient(CautiousAdam):
    """u [g > 0]."""

    def masked(self, g, u):
        return np.where(g > 0, u, 0.0)


MUTANTS = (
    *common(CautiousAdam),
    *decaying(CautiousAdam, State, "masked"),
    NoMask,
    MaskReversed,
    AllOrNothing,
    Turned,
    MaskOfGradient,
)
