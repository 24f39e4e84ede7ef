"""PSGD with Hessian fitting by gradient descent in the Euclidean space of symmetric matrices.

Source      Li 2024 (Stochastic Hessian fitting on Lie groups), gradient descent in the Euclidean space.
Step        v ~ N(0, I),  h = H(x_k) v,  w = P^{-1} v,  G = h h' - w w';   P+ = P - mu G,   x+ = x - s P+ g,   P_0 = I
Guarantee   while P is positive definite, for the pair of the step and every positive definite R:
            2 mu (c(P) - c(R)) <= |P - R|^2 - |P+ - R|^2 + mu^2 |G|^2  in Frobenius's norm                    (derived)
Assumes     mu small against 1/|h|^2: nothing keeps P positive definite, and curvature near an eigenvalue p of P is of
            order p^{-3}.
Cost        one gradient and one Hessian-vector product per step; a solve, 2 d^3/3 operations, and d^2 floats.
Departures  a constant mu, without normaliser.
"""

from __future__ import annotations

import numpy as np

from refimpl.second_order.psgd_spd import PSGDSPD


class PSGDEuclidean(PSGDSPD):
    """`step_size` s > 0 of the iterate, `fit_step` mu in (0, 1] of the preconditioner."""

    @classmethod
    def prescribed(cls, problem):
        """mu = 2^-6, small against the squares of products of order one; s = 1/8."""
        return cls(step_size=0.125, fit_step=2.0**-6)

    def fitted(self, F, v, h):
        w = np.linalg.solve(F, v)
        return F - self.fit_step * (np.outer(h, h) - np.outer(w, w))
