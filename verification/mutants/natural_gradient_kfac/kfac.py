"""Named mistakes in K-FAC."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import add_to_diagonal
from refimpl.natural_gradient_kfac.kfac import KFAC, mean_of_diagonal
from refimpl.natural_gradient_kfac.kfac_eigen import KFACEigen
from verification.claim import mutant
from verification.mutants.natural_gradient_kfac.kfac_steps import shared_mistakes


def split(A, S):
    """p."""
    return np.sqrt(mean_of_diagonal(A) / mean_of_diagonal(S))


class _Ridged(KFAC):
    """With the ridges (of A, of S) that a subclass says."""

    ridges: Any

    def limit(self):
        return self.damping

    def preconditioned(self, G, A, S):
        if mean_of_diagonal(A) * mean_of_diagonal(S) == 0:
            return G / self.limit()
        a, s = self.ridges(A, S)
        half = np.linalg.solve(add_to_diagonal(S, s), G)
        return np.linalg.solve(add_to_diagonal(A, a), half.T.copy()).T


@mutant("DAMP", "the ratio is inverted")
class RatioInverted(_Ridged):
    """A + r/p, S + r p."""

    def ridges(self, A, S):
        root, p = np.sqrt(self.damping), split(A, S)
        return root / p, root * p


@mutant("POWER", "both factors get the damping, not its root")
class RootMissing(_Ridged):
    """A + p lambda, S + lambda/p."""

    def limit(self):
        return self.damping * self.damping

    def ridges(self, A, S):
        p = split(A, S)
        return self.damping * p, self.damping / p


@mutant("DAMP", "no ratio: the same is added to both factors")
class NoRatio(_Ridged):
    """A + r, S + r."""

    def ridges(self, A, S):
        return np.sqrt(self.damping), np.sqrt(self.damping)


@mutant("POWER", "the ratio of the traces, not its root")
class RatioSquared(_Ridged):
    """p^2 for p."""

    def ridges(self, A, S):
        root, p = np.sqrt(self.damping), split(A, S)
        return root * p * p, root / (p * p)


@mutant("SCALE", "traces are not divided by dimensions")
class TracesOnly(_Ridged):
    """p^2 = tr A/tr S."""

    def ridges(self, A, S):
        root, p = np.sqrt(self.damping), split(A * A.shape[0], S * S.shape[0])
        return root * p, root / p


@mutant("DAMP", "the damping is added to the product: another method, kfac-eigen")
class DampedProduct(KFAC):
    """A(x)S + lambda I."""

    preconditioned = KFACEigen.preconditioned


MUTANTS = (
    *shared_mistakes(KFAC),
    RatioInverted,
    RootMissing,
    NoRatio,
    RatioSquared,
    TracesOnly,
    DampedProduct,
)
