"""What compiled code does in plain loops: products too small for BLAS, and questions that need no temporary array.

Imported by the compiled engine only. The arithmetic is that of NumPy's functions but for the order of sums.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from numba import types
from numba.extending import lower_builtin

from refimpl.core import dialect

# entries of a matrix up to which a loop beats the call of BLAS [measured: 41 against 89 ns at 2 x 2]
SMALL = 64


def all_finite(x):
    """Whether no entry is NaN or infinite."""
    bad = 0
    entries = x.ravel()
    for i in range(entries.size):
        # NaN for NaN and infinity; a count is summed in vector registers
        bad += entries[i] - entries[i] != 0.0
    return bad == 0


def matrix_vector(A, x):
    """A @ x."""
    m, n = A.shape
    if A.size > SMALL or n != x.shape[0]:
        return np.dot(A, x)  # which says what is wrong
    y = np.zeros(m)
    for i in range(m):
        total = 0.0
        for j in range(n):
            total += A[i, j] * x[j]
        y[i] = total
    return y


# words of the dialect, and what is compiled for them
WORDS: dict[Any, Any] = {dialect.all_finite: all_finite}
COMPILED = (*WORDS.values(), matrix_vector)  # part of the cache's key


for _layout in "CF":

    @lower_builtin(
        operator.matmul, types.Array(types.float64, 2, _layout), types.Array(types.float64, 1, "C")
    )
    def _matrix_vector(context: Any, builder: Any, sig: Any, args: Any) -> Any:
        return context.compile_internal(builder, matrix_vector, sig, args)
