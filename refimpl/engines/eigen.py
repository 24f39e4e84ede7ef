"""Eigenvalues and eigenvectors of a symmetric matrix in compiled code.

Method  that of LAPACK's dsyevd, which NumPy calls: to tridiagonal form, divide and conquer there, and back, on the half
        of H below the diagonal. The numbers are the same; its search for the largest entry, which asks of each whether
        it is NaN, and its last copy are left out [measured: at n = 100 590 against 617 us].
Layout  Fortran takes what lies in memory for the transpose. The half is written to its mirror image, as to name the
        other one is slower [measured: 4 %]; the vectors come as rows and are turned in place.
Scale   where products of entries might overflow or vanish, as in dsyevd, but by a power of two, which is exact.
"""

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

from refimpl.core import dialect
from refimpl.core.dialect import all_finite
from refimpl.engines.lanes import call
from refimpl.engines.lapack import letters, symbol
from refimpl.engines.mirror import mirror, turn

_SYTRD, _STEDC, _ORMTR = (symbol("lapack", routine) for routine in ("dsytrd", "dstedc", "dormtr"))
_INT = ir.IntType(32)
LARGEST = 46338  # rows: with one more the length of the work space, 1 + 4 n + n^2, is no integer of 32 bits
LEAST, MOST = 2.0**-485, 2.0**485  # the largest entry, of which LAPACK takes what is between as it is
SHIFT = 2.0**600  # takes any other to there


@intrinsic
def decompose(typing_context, A, w, V, e, tau, work, integers):
    """Eigenvalues to w (n,) and eigenvectors to the rows of V (n, n), by A's half above; LAPACK's word on it.

    A (n, n) and the others, of n, n, 1 + 4 n + n^2 and 3 + 5 n entries, are work space.
    """

    def lower(context, builder, signature, arguments):
        kinds = A, w, V, e, tau, work, integers
        arrays = [context.make_array(kind)(context, builder, array) for kind, array in zip(kinds, arguments)]
        matrix, values, vectors, beside, factors, numbers, counts = (array.data for array in arrays)
        sizes = [builder.trunc(arrays[k].nitems, _INT) for k in (1, 5, 6)]
        put = [cgutils.alloca_once_value(builder, value) for value in (*sizes, ir.Constant(_INT, 0))]
        n, length, count, word = put
        low, whole, plain = letters(builder, "LIN")
        space = numbers, length

        def run(routine, *pointers):
            call(builder, routine, ir.VoidType(), *pointers)

        run(_SYTRD, low, n, matrix, n, values, beside, factors, *space, word)
        run(_STEDC, whole, n, values, beside, vectors, n, *space, counts, count, word)
        found = builder.load(word)
        run(_ORMTR, low, low, plain, n, n, matrix, n, factors, vectors, n, *space, word)
        return found

    return types.int32(A, w, V, e, tau, work, integers), lower


def scale(H):
    """The power of two by which the half of H is multiplied; nearly always 1."""
    large, fair = 0, 0
    for i in range(H.shape[0]):
        for j in range(i + 1):
            large += abs(H[i, j]) > MOST
            fair += abs(H[i, j]) >= LEAST
    return 1 / SHIFT if large else 1.0 if fair else SHIFT


def eigh(H):
    """What `dialect.eigh` gives for a C-ordered array (n, n).

    LinAlgError where H is not square or not finite, and where LAPACK fails; ValueError where n is above LARGEST.
    """
    n, columns = H.shape
    if n != columns:
        raise np.linalg.LinAlgError("Last 2 dimensions of the array must be square.")
    if n > LARGEST:
        raise ValueError("a matrix of which LAPACK finds eigenvalues must have at most 46338 rows")
    if not all_finite(H):
        raise np.linalg.LinAlgError("Array must not contain infs or NaNs.")
    if n < 2:
        return H.copy().reshape(n), np.ones((n, n))
    w, V, A, factor = np.empty(n), np.empty((n, n)), np.empty((n, n)), scale(H)
    mirror(H, A)
    if factor != 1:
        A *= factor
    work, integers = np.empty(1 + 4 * n + n * n), np.empty(3 + 5 * n, np.int32)
    if decompose(A, w, V, np.empty(n), np.empty(n), work, integers) != 0:
        raise np.linalg.LinAlgError("Eigenvalues did not converge.")
    if factor != 1:
        w /= factor
    turn(V)
    return w, V


@overload(dialect.eigh, target="cpu")
def chosen(H):
    """The word for an array that `eigh` can take; as its source says for others, of which registers know some."""
    return eigh if H in (types.float64[:, ::1],) else dialect.eigh
