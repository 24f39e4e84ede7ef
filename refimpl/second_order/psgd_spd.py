"""PSGD on the manifold of positive definite matrices: P itself is fitted, in the affine invariant metric.

Source      Li 2024 (Stochastic Hessian fitting on Lie groups), fitting on the manifold of positive definite matrices.
Step        v ~ N(0, I),  h = H(x_k) v,   P+ = P - mu (P h h'P - v v')/(h'P h + v'P^{-1} v),   P_0 = I
            x+ = x - s P+ g
Guarantee   c(P+) <= c(P) = h'P h + v'P^{-1} v for the pair of the step, and P+ is positive definite, for mu < 1
                                                                                                             (derived)
            coordinates x = T x', v = T v' give P' = T^{-1} P T^{-T} for every regular T                     (derived)
Assumes     as `psgd`.
Cost        one gradient and one Hessian-vector product per step; a solve, 2 d^3/3 operations, and d^2 floats.
Departures  the normaliser is that of the groups, h'P h + v'P^{-1} v; the step of `psgd` with mu is, to first order,
            this one with 2 mu.
"""

from __future__ import annotations

import numpy as np

from refimpl.second_order.psgd import PSGD


class PSGDSPD(PSGD):
    """`step_size` s > 0 of the iterate, `fit_step` mu in (0, 1] of the preconditioner."""

    def fitted(self, F, v, h):
        u, w = F @ h, np.linalg.solve(F, v)
        mu = self.fit_step / (np.dot(h, u) + np.dot(v, w))
        return F - mu * (np.outer(u, u) - np.outer(v, v))

    def applied(self, F, g):
        return F @ g
