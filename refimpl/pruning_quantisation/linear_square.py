"""Linear-square quantisation to 4 bits, column by column, and what is restored from it.

Source      Wang, Li, Zhou & Huang 2024 (P386).
Levels      of t_j = -1 + 2 j/15, j = 0, ..., 15: sign(t_j) t_j^2 for j != 7 and 0 for j = 7, times the largest
            entry of the column in absolute value. All are integers over 225: (2 j - 15)^2, and 0 for j = 7.
Trap        the levels are not symmetric: 1/225 is one of them and -1/225 is none, so that the sign of an eigenvector,
            which is arbitrary, counts. Here 2^i v_i has a positive sum over i.
"""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import column_maxima, eigh


def level(j):
    """The j-th level, in units of 1/225."""
    return 0 if j == 7 else (2 * j - 15) * abs(2 * j - 15)


def quantised(M):
    """The nearest level for every entry of the matrix, the lower one in the middle; columns of zeros stay."""
    top = column_maxima(np.abs(M))
    nearest = 0 * M + level(0)
    for j in range(15):
        low, high = level(j), level(j + 1)
        nearest = np.where((low + high) * top < 450 * M, nearest + (high - low), nearest)
    return nearest * top / 225


def oriented_eigh(A):
    """Ascending eigenvalues and eigenvectors of a symmetric matrix, all with a positive sum of 2^i v_i."""
    w, V = eigh(A)
    total = V[0]
    for i in range(1, V.shape[0]):
        total = total / 2 + V[i]
    return w, np.where(total < 0, -V, V)
