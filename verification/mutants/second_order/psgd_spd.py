"""Named mistakes in PSGD on the manifold of positive definite matrices."""

from __future__ import annotations

import numpy as np

from refimpl.second_order.psgd_spd import PSGDSPD
from verification.claim import mutant
from verification.mutants.second_order.psgd_shared import shared


def pieces(P, v, h):
    """P h h'P - v v', and h'P h + v'P^{-1} v."""
    u, w = P @ h, np.linalg.solve(P, v)
    return np.outer(u, u) - np.outer(v, v), np.dot(h, u) + np.dot(v, w)


@mutant("SIGN", "the fit climbs the criterion")
class FitAscends(PSGDSPD):
    """P + mu (...)."""

    def fitted(self, F, v, h):
        A, size = pieces(F, v, h)
        return F + self.fit_step / size * A


@mutant("SCALE", "the step of the fit is not normalised")
class NotNormalised(PSGDSPD):
    """P - mu (P h h'P - v v')."""

    def fitted(self, F, v, h):
        return F - self.fit_step * pieces(F, v, h)[0]


@mutant("SCALE", "the step of the fit is twice as long, as that of P = Q'Q is for a step of Q")
class FactorTwo(PSGDSPD):
    """P - 2 mu (...)."""

    def fitted(self, F, v, h):
        A, size = pieces(F, v, h)
        return F - 2 * self.fit_step / size * A


@mutant("PROX", "the gradient is Euclidean: it is not multiplied by P on both sides")
class EuclideanGradient(PSGDSPD):
    """P - mu (h h' - w w')/size."""

    def fitted(self, F, v, h):
        w = np.linalg.solve(F, v)
        mu = self.fit_step / (np.dot(h, F @ h) + np.dot(v, w))
        return F - mu * (np.outer(h, h) - np.outer(w, w))


@mutant("PROX", "the gradient is multiplied by P on one side only")
class OneSide(PSGDSPD):
    """P - mu (P h h' - v w')/size, symmetrised."""

    def fitted(self, F, v, h):
        u, w = F @ h, np.linalg.solve(F, v)
        mu = self.fit_step / (np.dot(h, u) + np.dot(v, w))
        G = np.outer(u, h) - np.outer(v, w)
        return F - mu / 2 * (G + G.T)


@mutant("STALE", "the second term is that of P^{-1} v, not of v")
class SolvedProbe(PSGDSPD):
    """P h h'P - w w'."""

    def fitted(self, F, v, h):
        u, w = F @ h, np.linalg.solve(F, v)
        mu = self.fit_step / (np.dot(h, u) + np.dot(v, w))
        return F - mu * (np.outer(u, u) - np.outer(w, w))


@mutant("TERM", "the normaliser is |P h|^2 + |v|^2: it changes with the coordinates")
class EuclideanNormaliser(PSGDSPD):
    """|P h|^2 + |v|^2."""

    def fitted(self, F, v, h):
        u = F @ h
        mu = self.fit_step / (np.dot(u, u) + np.dot(v, v))
        return F - mu * (np.outer(u, u) - np.outer(v, v))


MUTANTS = (
    *shared(PSGDSPD), FitAscends, NotNormalised, FactorTwo, EuclideanGradient, OneSide, SolvedProbe,
    EuclideanNormaliser,
)  # fmt: skip
