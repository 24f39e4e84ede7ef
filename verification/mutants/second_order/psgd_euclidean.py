"""Named mistakes in Euclidean Hessian fitting."""

from __future__ import annotations

import numpy as np

from refimpl.second_order.psgd_euclidean import PSGDEuclidean
from verification.claim import mutant
from verification.mutants.second_order.psgd_shared import shared


@mutant("SIGN", "the fit climbs the criterion")
class FitAscends(PSGDEuclidean):
    """P + mu G."""

    def fitted(self, F, v, h):
        w = np.linalg.solve(F, v)
        return F + self.fit_step * (np.outer(h, h) - np.outer(w, w))


@mutant("SCALE", "the step of the fit is twice as long")
class FactorTwo(PSGDEuclidean):
    """P - 2 mu G."""

    def fitted(self, F, v, h):
        w = np.linalg.solve(F, v)
        return F - 2 * self.fit_step * (np.outer(h, h) - np.outer(w, w))


@mutant("POWER", "the derivative of the inverse has one factor P^{-1} only")
class OneInverse(PSGDEuclidean):
    """G = h h' - (v w' + w v')/2."""

    def fitted(self, F, v, h):
        w = np.linalg.solve(F, v)
        return F - self.fit_step * (np.outer(h, h) - (np.outer(v, w) + np.outer(w, v)) / 2)


@mutant("TERM", "the probe's term is not solved with P")
class InverseForgotten(PSGDEuclidean):
    """G = h h' - v v'."""

    def fitted(self, F, v, h):
        return F - self.fit_step * (np.outer(h, h) - np.outer(v, v))


@mutant("PROX", "the gradient is multiplied by P on both sides, as on the manifold")
class RiemannianGradient(PSGDEuclidean):
    """P - mu (P h h'P - v v')."""

    def fitted(self, F, v, h):
        u = F @ h
        return F - self.fit_step * (np.outer(u, u) - np.outer(v, v))


@mutant("TERM", "the barrier is forgotten: P is driven to indefiniteness")
class BarrierForgotten(PSGDEuclidean):
    """G = h h'."""

    def fitted(self, F, v, h):
        return F - self.fit_step * np.outer(h, h)


MUTANTS = (
    *shared(PSGDEuclidean), FitAscends, FactorTwo, OneInverse, InverseForgotten, RiemannianGradient,
    BarrierForgotten,
)  # fmt: skip
