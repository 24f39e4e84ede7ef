"""Named mistakes in PSGD on the general linear group."""

from __future__ import annotations

import numpy as np

from refimpl.second_order.psgd import PSGD
from verification.claim import mutant
from verification.mutants.second_order.psgd_shared import shared


def moved(algorithm, Q, a, b, size):
    """Q - mu (a a' - b b') Q / size."""
    mu = algorithm.fit_step / size
    return Q - mu * (np.outer(a, a @ Q) - np.outer(b, b @ Q))


def both(a, b):
    """|a|^2 + |b|^2."""
    return np.dot(a, a) + np.dot(b, b)


@mutant("SIGN", "the fit climbs the criterion")
class FitAscends(PSGD):
    """Q+ = (I + mu A) Q."""

    def fitted(self, F, v, h):
        a, b = F @ h, np.linalg.solve(F.T, v)
        return moved(self, F, a, b, -both(a, b))


@mutant("SCALE", "the step of the fit is not normalised: Q loses its rank in a few steps")
class NotNormalised(PSGD):
    """Q+ = Q - mu (a a' - b b') Q."""

    def fitted(self, F, v, h):
        return moved(self, F, F @ h, np.linalg.solve(F.T, v), 1.0)


@mutant("TERM", "the normaliser is |a|^2 alone")
class HalfNormaliser(PSGD):
    """A/|a|^2."""

    def fitted(self, F, v, h):
        a, b = F @ h, np.linalg.solve(F.T, v)
        return moved(self, F, a, b, np.dot(a, a) + 0 * np.dot(b, b))


@mutant("SCALE", "the step of the fit is twice as long: the factor 2 of the gradient")
class FactorTwo(PSGD):
    """Q+ = (I - 2 mu A) Q."""

    def fitted(self, F, v, h):
        a, b = F @ h, np.linalg.solve(F.T, v)
        return moved(self, F, a, b, both(a, b) / 2)


@mutant("POWER", "the normaliser is the larger of the two squares, as bounds of the spectral norm are")
class LargerSquare(PSGD):
    """A/max(|a|^2, |b|^2)."""

    def fitted(self, F, v, h):
        a, b = F @ h, np.linalg.solve(F.T, v)
        return moved(self, F, a, b, np.maximum(np.dot(a, a), np.dot(b, b)))


@mutant("SHAPE", "b solves with Q instead of its transpose")
class NotTransposed(PSGD):
    """b = Q^{-1} v."""

    def fitted(self, F, v, h):
        a, b = F @ h, np.linalg.solve(F, v)
        return moved(self, F, a, b, both(a, b))


@mutant("SHAPE", "Q is multiplied from the right")
class OtherSide(PSGD):
    """Q+ = Q (I - mu A)."""

    def fitted(self, F, v, h):
        a, b = F @ h, np.linalg.solve(F.T, v)
        mu = self.fit_step / both(a, b)
        return F - mu * (np.outer(F @ a, a) - np.outer(F @ b, b))


@mutant("STALE", "the step of the Lie algebra is added to Q as it is")
class NotMultiplied(PSGD):
    """Q+ = Q - mu A."""

    def fitted(self, F, v, h):
        a, b = F @ h, np.linalg.solve(F.T, v)
        return F - self.fit_step / both(a, b) * (np.outer(a, a) - np.outer(b, b))


@mutant("SHAPE", "P is read as Q Q'")
class OtherProduct(PSGD):
    """x+ = x - s Q Q'g."""

    def applied(self, F, g):
        return F @ (F.T @ g)


@mutant("TERM", "the factor is applied once")
class FactorOnly(PSGD):
    """x+ = x - s Q g."""

    def applied(self, F, g):
        return F @ g


MUTANTS = (
    *shared(PSGD), FitAscends, NotNormalised, HalfNormaliser, FactorTwo, LargerSquare, NotTransposed, OtherSide,
    NotMultiplied, OtherProduct, FactorOnly,
)  # fmt: skip
