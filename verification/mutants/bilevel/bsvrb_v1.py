"""Named mistakes in BSVRB v1, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.bsvrb_v1 import BSVRBv1
from refimpl.core.dialect import eigh
from verification.claim import mutant
from verification.mutants.bilevel.blockwise import of_blockwise


@mutant("PROX", "tracked Hessians are not projected")
class NotProjected(BSVRBv1):
    """H as it comes."""

    def projected(self, H):
        return H


@mutant("BRANCH", "eigenvalues are lowered to mu instead of raised")
class CutFromAbove(BSVRBv1):
    """min for max."""

    def projected(self, H):
        w, V = eigh(H)
        return (V * np.minimum(w, self.mu)) @ V.T


@mutant("STALE", "the hyper-gradient at the old point has the present Hessian")
class PresentHessianAtOldPoint(BSVRBv1):
    """H_i for that of the step before."""

    def estimated(self, problem, state, *rest):
        return super().estimated(problem, state._replace(H_old=state.H), *rest)


@mutant("HYPERGRAD", "the Hessian is multiplied with instead of inverted")
class HessianNotInverted(BSVRBv1):
    """H f_y."""

    def direction(self, b, x, y, H):
        return b.upper_x(x, y) - b.lower_xy_vector(x, y, H @ b.upper_y(x, y))


MUTANTS = (
    *of_blockwise(BSVRBv1),
    NotProjected,
    CutFromAbove,
    PresentHessianAtOldPoint,
    HessianNotInverted,
)
