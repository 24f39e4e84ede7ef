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
from refimpl.engines import eigen, mirror, symmetric
from refimpl.engines.gram import lower_half, weighted_gram

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


# as a call, of which LLVM knows nothing: of its own power it would take both branches below
_pow = types.ExternalFunction("pow", types.float64(types.float64, types.float64))


def power(x, p):
    """x^p as Python and NumPy take it, by the C library: Numba multiplies, which rounds at every factor.

    At once where it is 0 for certain, since x^p <= exp(-p (1 - x)): the library takes twice its time then [measured].
    """
    if 0.0 <= x < 1.0 and p * (1.0 - x) > 746.0:
        return 0.0
    return _pow(x, float(p))


@overload(operator.pow, target="cpu")
def _power(x, p):
    numbers = x == types.float64 and isinstance(p, types.Integer) and not isinstance(p, types.Literal)
    return power if numbers else None


# words of the dialect, and what is compiled for them; words of numbers join the expression around them in one loop
WORDS: dict[Any, Any] = {dialect.all_finite: all_finite, dialect.weighted_gram: weighted_gram}
ENTRYWISE: dict[Any, Any] = {dialect.quotient: vectorize(quotient)}
TYPES: dict[Any, Any] = {}  # types of words of numbers where more than arrays may come, see `registers`
# words that Numba finds by the types of their arguments
OVERLOADED = {dialect.symmetric_product, dialect.eigh}
COMPILED = (  # part of the cache's key
    all_finite,
    quotient,
    matrix_vector,
    _matrix_vector,
    power,
    _power,
    weighted_gram,
    lower_half._defn,
    mirror.reflect._defn,
    mirror.exchange._defn,
    eigen.chosen,
    eigen.decompose._defn,
    symmetric.source,
)
