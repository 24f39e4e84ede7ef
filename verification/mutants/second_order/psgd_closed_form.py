"""Named mistakes in the closed form of Hessian fitting."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import eigh
from refimpl.second_order.psgd_closed_form import PSGDClosedForm
from verification.claim import mutant
from verification.mutants.second_order.psgd_shared import shared


@mutant("SCALE", "outer products are summed, as in AdaGrad, not averaged")
class Summed(PSGDClosedForm):
    """S + h h'."""

    def mean(self, S, outer, k):
        return S + outer


@mutant("BIAS", "the identity is no pair: the mean is over k")
class IdentityForgotten(PSGDClosedForm):
    """S + (h h' - S)/k, and the identity in the first step."""

    def mean(self, S, outer, k):
        return S + (outer - S) / (k if k > 1 else 2)


@mutant("SCHED", "an average that forgets: every pair has weight one half")
class Forgetting(PSGDClosedForm):
    """(S + h h')/2."""

    def mean(self, S, outer, k):
        return (S + outer) / 2


@mutant("STALE", "only the newest pair is kept, beside the identity")
class NewestOnly(PSGDClosedForm):
    """(I + h h')/2."""

    def mean(self, S, outer, k):
        kept = 0 * S
        for i in range(S.shape[0]):
            kept[i, i] = 1.0
        return (kept + outer) / 2


@mutant("SHAPE", "only the diagonal is fitted, as in Adam")
class DiagonalOnly(PSGDClosedForm):
    """diag(h h')."""

    def mean(self, S, outer, k):
        kept = 0 * outer
        for i in range(S.shape[0]):
            kept[i, i] = outer[i, i]
        return S + (kept - S) / (k + 1)


@mutant("POWER", "the inverse without a root: the Hessian enters squared")
class InverseWithoutRoot(PSGDClosedForm):
    """S^{-1} g."""

    def applied(self, S, g):
        w, V = eigh(S)
        return V @ ((V.T @ g) / w)


@mutant("POWER", "the fourth root, as for matrices")
class FourthRoot(PSGDClosedForm):
    """S^{-1/4} g."""

    def applied(self, S, g):
        w, V = eigh(S)
        return V @ ((V.T @ g) / np.sqrt(np.sqrt(w)))


@mutant("SIGN", "the root multiplies, it does not divide")
class RootMultiplies(PSGDClosedForm):
    """S^{1/2} g."""

    def applied(self, S, g):
        w, V = eigh(S)
        return V @ ((V.T @ g) * np.sqrt(w))


MUTANTS = (
    *shared(PSGDClosedForm), Summed, IdentityForgotten, Forgetting, NewestOnly, DiagonalOnly, InverseWithoutRoot,
    FourthRoot, RootMultiplies,
)  # fmt: skip
