"""Named mistakes in K-FAC with the damping of the product."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import eigh
from refimpl.natural_gradient_kfac.kfac import KFAC
from refimpl.natural_gradient_kfac.kfac_eigen import KFACEigen
from verification.claim import mutant
from verification.mutants.natural_gradient_kfac.kfac_steps import shared_mistakes


@mutant("DAMP", "the damping is split between the factors: another method, kfac")
class DampedFactors(KFACEigen):
    """(A + p r I)(x)(S + r/p I)."""

    preconditioned = KFAC.preconditioned


@mutant("DAMP", "the root of the damping is added to all eigenvalues of both factors")
class SameRidges(KFACEigen):
    """(s_i + r)(a_j + r)."""

    def preconditioned(self, G, A, S):
        s, Q = eigh(S)
        a, R = eigh(A)
        root = np.sqrt(self.damping)
        return Q @ ((Q.T @ G @ R) / np.outer(s + root, a + root)) @ R.T


@mutant("POWER", "the root of the damping is added to the products")
class RootOfDamping(KFACEigen):
    """s_i a_j + r."""

    def preconditioned(self, G, A, S):
        return KFACEigen.preconditioned(self._replace(damping=np.sqrt(self.damping)), G, A, S)


MUTANTS = (*shared_mistakes(KFACEigen), DampedFactors, SameRidges, RootOfDamping)
