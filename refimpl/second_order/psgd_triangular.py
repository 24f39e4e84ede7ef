"""PSGD on the group of triangular matrices: Q is a Cholesky factor of the preconditioner.

Source      Li 2018, Section 4; Li 2024, triangular matrices, with the normaliser of the general linear group.
Step        a = Q h,  b = Q^{-T} v,  T = triu(a a' - b b')/(|a|^2 + |b|^2);   Q+ = (I - mu T) Q,   x+ = x - s Q+'Q+ g
Guarantee   c(P) - c(P+) >= mu (2 - mu K) |T|_F^2 c(P),  K = 1 + 2 (1 + mu)/(1 - mu) + mu^2/(1 - mu)^2, for the pair
            of the step and mu < 1                                                                           (derived)
            det P+ = det P prod (1 - mu T_ii)^2 > 0 for mu < 1                                               (derived)
Assumes     as `psgd`.
Cost        one gradient and one Hessian-vector product per step; d^3 operations as written (d^2 in a code that keeps to
            triangles), and d^2 floats.
Departures  as `psgd`. Published code has also divided by the norm of T, and by its largest entry.
"""

from __future__ import annotations

import numpy as np

from refimpl.second_order.psgd import PSGD


class PSGDTriangular(PSGD):
    """`step_size` s > 0 of the iterate, `fit_step` mu in (0, 1] of the preconditioner."""

    def fitted(self, F, v, h):
        a, b = F @ h, np.linalg.solve(F.T, v)
        mu = self.fit_step / (np.dot(a, a) + np.dot(b, b))
        return F - mu * (np.triu(np.outer(a, a) - np.outer(b, b)) @ F)
