"""M-FAC, static: products with and entries of the inverse of lambda I + (1/m) sum g_i g_i', by rank-one updates.

Source      Frantar, Kurtic & Alistarh 2021, the static algorithm; pruning as in the Optimal Brain Surgeon.
Form        F_0 = lambda I, F_i = F_{i-1} + g_i g_i'/m: with v_i = F_{i-1}^{-1} g_i and q_i = m + g_i'v_i
            F_m^{-1} x = x/lambda - sum v_i (v_i'x)/q_i                                   (Sherman & Morrison; derived)
            removing w_q from w'Fw/2 costs w_q^2/(2 (F^{-1})_qq), with the others moved by -w_q (F^{-1} e_q)/(F^{-1})_qq
Cost        d m^2 multiplications once and (m + 1) d floats; 2 d m per product, 2 m per entry of the inverse.
"""

from __future__ import annotations

import numpy as np


def factored(G, damping):
    """V (m, d) and q (m,) of the rows g_i of G (m, d)."""
    V, q = np.zeros_like(G), np.zeros_like(G[:, 0])
    for i in range(G.shape[0]):
        v = inverse_product(V[:i], q[:i], damping, G[i])
        V[i], q[i] = v, G.shape[0] + np.dot(G[i], v)
    return V, q


def inverse_product(V, q, damping, x):
    """F^{-1} x, shape (d,)."""
    return x / damping - (V @ x / q) @ V


def inverse_entry(V, q, damping, i, j):
    """(F^{-1})_ij."""
    entry = -np.sum(V[:, i] * V[:, j] / q)
    return entry + 1 / damping if i == j else entry


def removed(V, q, damping, w, i):
    """w with w_i removed and the others moved to the minimum of the quadratic; shape (d,)."""
    column = inverse_product(V, q, damping, np.eye(len(w))[i])
    return w - w[i] / column[i] * column
