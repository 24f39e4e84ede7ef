"""What compiled code does in plain loops: products too small for BLAS, and questions that need no temporary array.

Imported by the compiled engine only. The arithmetic is that of NumPy's functions but for the order of sums.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from numba import types, vectorize
from numba.extending import overload

from refimpl.core import dialect
from refimpl.engines import symmetric

# entries of a matrix up to which a loop beats the call of BLAS [measured: 24 against 89 ns at 2 x 2, 101 against
# 124 at 16 x 16, 153 against 146 at 20 x 20]
SMALL = 256


def all_finite(x):
    """Whether no entry is NaN or infinite."""
    bad = 0
    for entry in x.flat:
        # NaN for NaN and infinity; a count is summed in vector registers
        bad += entry - entry != 0.0
    return bad == 0


def quotient(a, b):
    """a / b of numbers, and 0 at 0/0."""
    return a / (1.0 if b == 0 else b)


def matrix_vector(A, x):
    """A @ x."""
    m, n = A.shape
    if A.size > SMALL or n != x.shape[0]:
        return np.dot(A, x)  # which says what is wrong
    y = np.empty(m)
    for i in range(m):
        total = 0.0
        for j in range(n):
            total += A[i, j] * x[j]
        y[i] = total
    return y


@overload(operator.matmul, target="cpu")  # a target of its own comes before Numba's, which is for all of them
def _matrix_vector(A, x):
    matrices = types.float64[:, ::1], types.float64[::1, :]
    return matrix_vector if A in matrices and x == types.float64[::1] else None


# words of the dialect, and what is compiled for them; words of numbers join the expression around them in one loop
WORDS: dict[Any, Any] = {dialect.all_finite: all_finite}
ENTRYWISE: dict[Any, Any] = {dialect.quotient: vectorize(quotient)}
TYPES: dict[Any, Any] = {}  # types of words of numbers where more than arrays may come, see `registers`
OVERLOADED = {dialect.symmetric_product}  # words that Numba finds by the types of their arguments
COMPILED = (all_finite, quotient, matrix_vector, _matrix_vector, symmetric.source)  # part of the cache's key
