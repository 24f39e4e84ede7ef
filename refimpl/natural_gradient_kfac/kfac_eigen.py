"""K-FAC whose damping is added to the Kronecker product, in the eigenbases of its factors, of one linear layer.

Source      Martens & Grosse 2015 with the damping of widely used code (recalled); the clip is Ba, Grosse & Martens
            2017's.
Step        as `kfac`, with S+ = Q diag(s) Q', A+ = R diag(a) R':  V = Q [(Q'G R)_ij / (s_i a_j + lambda)] R'
Guarantee   that of `kfac` with F = A(x)S + lambda I; on one example V is the natural gradient, damped (derived)
Assumes     as `kfac`.
Cost        as `kfac`, with two eigendecompositions in place of two solutions.
Departures  those of `kfac`.
"""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import eigh
from refimpl.natural_gradient_kfac.kfac import KFAC


class KFACEigen(KFAC):
    """KFAC's parameters."""

    @classmethod
    def prescribed(cls, problem):
        """As for `kfac`, with shorter steps and more damping: enclosures of eigenvectors are wide."""
        return cls(*KFAC.prescribed(problem))._replace(step_size=0.25, damping=0.25, clip=0.125)

    def preconditioned(self, G, A, S):
        """V."""
        s, Q = eigh(S)
        a, R = eigh(A)
        return Q @ ((Q.T @ G @ R) / (np.outer(s, a) + self.damping)) @ R.T
