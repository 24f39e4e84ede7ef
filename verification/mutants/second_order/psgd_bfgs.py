"""Named mistakes in BFGS as Hessian fitting."""

from __future__ import annotations

import numpy as np

from refimpl.second_order.psgd_bfgs import PSGDBFGS
from verification.claim import mutant
from verification.mutants.second_order.psgd_shared import shared


def updated(P, v, h, c):
    """The update with v'h replaced by c."""
    u = P @ h
    return P - (np.outer(u, v) + np.outer(v, u)) / c + (1 + np.dot(h, u) / c) / c * np.outer(v, v)


@mutant("BRANCH", "pairs of negative curvature are taken too: P becomes indefinite")
class EveryPair(PSGDBFGS):
    """No test of v'h."""

    def fitted(self, F, v, h):
        return updated(F, v, h, np.dot(v, h))


@mutant("SIGN", "negative curvature enters with its modulus: P h = -v is asked of nobody")
class Modulus(PSGDBFGS):
    """|v'h|."""

    def fitted(self, F, v, h):
        c = np.abs(np.dot(v, h))
        return F if c <= 0 else updated(F, v, h, c)


@mutant("TERM", "the term v v'/c is left out: P is only projected")
class ProjectedOnly(PSGDBFGS):
    """(I - v h'/c) P (I - h v'/c)."""

    def fitted(self, F, v, h):
        c = np.dot(v, h)
        return F if c <= 0 else updated(F, v, h, c) - np.outer(v, v) / c


@mutant("TERM", "the curvature of the old matrix, h'P h, is left out")
class CurvatureForgotten(PSGDBFGS):
    """P - (u v' + v u')/c + v v'/c."""

    def fitted(self, F, v, h):
        c = np.dot(v, h)
        return F if c <= 0 else updated(F, v, h, c) - np.dot(h, F @ h) / c**2 * np.outer(v, v)


@mutant("STALE", "the update of Davidon, Fletcher & Powell, for the inverse as for the Hessian")
class DavidonFletcherPowell(PSGDBFGS):
    """P - u u'/h'u + v v'/c."""

    def fitted(self, F, v, h):
        c = np.dot(v, h)
        u = F @ h
        return F if c <= 0 else F - np.outer(u, u) / np.dot(h, u) + np.outer(v, v) / c


@mutant("SCALE", "c is |v|^2 in place of v'h")
class WrongProduct(PSGDBFGS):
    """c = v'v."""

    def fitted(self, F, v, h):
        return F if np.dot(v, h) <= 0 else updated(F, v, h, np.dot(v, v))


@mutant("BRANCH", "pairs of positive curvature are left out, the others taken")
class WrongSide(PSGDBFGS):
    """c < 0."""

    def fitted(self, F, v, h):
        c = np.dot(v, h)
        return F if c >= 0 else updated(F, v, h, c)


MUTANTS = (
    *shared(PSGDBFGS), EveryPair, Modulus, ProjectedOnly, CurvatureForgotten, DavidonFletcherPowell, WrongProduct,
    WrongSide,
)  # fmt: skip
