"""Named mistakes in PSGD on triangular matrices."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.second_order.psgd_triangular import PSGDTriangular
from verification.claim import mutant
from verification.mutants.second_order.psgd_shared import shared


def bracket(F, v, h):
    """a a' - b b', and |a|^2 + |b|^2."""
    a, b = F @ h, np.linalg.solve(F.T, v)
    return np.outer(a, a) - np.outer(b, b), np.dot(a, a) + np.dot(b, b)


@mutant("SIGN", "the fit climbs the criterion")
class FitAscends(PSGDTriangular):
    """Q+ = (I + mu T) Q."""

    def fitted(self, F, v, h):
        A, size = bracket(F, v, h)
        return F + self.fit_step / size * (np.triu(A) @ F)


@mutant("PROX", "the bracket is not projected: Q is no longer triangular")
class NotProjected(PSGDTriangular):
    """The step of the general linear group."""

    def fitted(self, F, v, h):
        A, size = bracket(F, v, h)
        return F - self.fit_step / size * (A @ F)


@mutant("SHAPE", "the lower triangle is kept")
class LowerTriangle(PSGDTriangular):
    """tril."""

    def fitted(self, F, v, h):
        A, size = bracket(F, v, h)
        return F - self.fit_step / size * (np.tril(A) @ F)


@mutant("SHAPE", "only what is above the diagonal is kept: scales are never fitted")
class StrictTriangle(PSGDTriangular):
    """triu(A, 1)."""

    def fitted(self, F, v, h):
        A, size = bracket(F, v, h)
        return F - self.fit_step / size * (np.triu(A, 1) @ F)


@mutant("SCALE", "entries above the diagonal count twice, as where R of a QR factorisation is followed")
class DoubledOffDiagonal(PSGDTriangular):
    """triu(A) + triu(A, 1)."""

    def fitted(self, F, v, h):
        A, size = bracket(F, v, h)
        return F - self.fit_step / size * ((np.triu(A) + np.triu(A, 1)) @ F)


@mutant("SHAPE", "b solves with Q instead of its transpose")
class NotTransposed(PSGDTriangular):
    """b = Q^{-1} v."""

    def fitted(self, F, v, h):
        a, b = F @ h, np.linalg.solve(F, v)
        mu = self.fit_step / (np.dot(a, a) + np.dot(b, b))
        return F - mu * (np.triu(np.outer(a, a) - np.outer(b, b)) @ F)


@mutant("SHAPE", "Q is multiplied from the right")
class OtherSide(PSGDTriangular):
    """Q+ = Q (I - mu T)."""

    def fitted(self, F, v, h):
        A, size = bracket(F, v, h)
        return F - self.fit_step / size * (F @ np.triu(A))


@mutant("SCALE", "the step of the fit is not normalised")
class NotNormalised(PSGDTriangular):
    """Q+ = Q - mu triu(a a' - b b') Q."""

    def fitted(self, F, v, h):
        A, _ = bracket(F, v, h)
        return F - self.fit_step * (np.triu(A) @ F)


@mutant("POWER", "the normaliser is the largest entry of the bracket, as in older code")
class LargestEntry(PSGDTriangular):
    """T/max |A_ij|."""

    def fitted(self, F, v, h):
        A, _ = bracket(F, v, h)
        return F - self.fit_step * (quotient(np.triu(A), np.max(np.abs(A).ravel())) @ F)


@mutant("SHAPE", "P is read as Q Q'")
class OtherProduct(PSGDTriangular):
    """x+ = x - s Q Q'g."""

    def applied(self, F, g):
        return F @ (F.T @ g)


MUTANTS = (
    *shared(PSGDTriangular), FitAscends, NotProjected, LowerTriangle, StrictTriangle, DoubledOffDiagonal,
    NotTransposed, OtherSide, NotNormalised, LargestEntry, OtherProduct,
)  # fmt: skip
