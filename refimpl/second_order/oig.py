"""Optimal input gains: the gradient of the hidden weights is multiplied by a gain per input, all found at once.

Source      Rane, Tyagi, Malalur, Shinge & Manry 2023 (P380), OIG-BP: Newton's method in the gains, Gauss-Newton matrix.
Step        as `owo-bp`, W+ = W + D diag(r),  r = H_ig^{-1} g_ig,  (g_ig)_n = sum_j G_jn D_jn,  D = G
            (H_ig)_nm = sum_jk D_jn H_(jn)(km) D_km
Guarantee   negligible damping, a linear network: f(W, a) - f(W+, a+) >= g_ig'r/2, the most gains can give  (derived)
            inputs A u and weights W A^{-1} give W_k A^{-1} for every regular diagonal A  (derived)
Assumes     nothing for the update; an activation of slope one for the decrease.
Cost        as `owo-bp`, and a solve with p unknowns.
Departures  as `owo-bp`; no further scalar step after the gains, which it would only scale.
"""

from __future__ import annotations

import numpy as np

from refimpl.second_order.owo_bp import OWOBP, scaled_solve


class OIG(OWOBP):
    """`damping` > 0, relative to the diagonals of the matrices that are solved with."""

    def gained(self, G, D, H):
        m, p = D.shape
        B = np.zeros_like(H[:, :p])
        for j in range(m):
            for n in range(p):
                B[j * p + n, n] = D[j, n]
        r = scaled_solve(B.T @ (H @ B), np.sum(G * D, axis=0), self.damping)
        return D * r
