"""Linear systems and eigenvalues of matrices in registers, by LAPACK on the stack."""

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

from refimpl.core import dialect
from refimpl.engines.lanes import NUMBER, call, index, load
from refimpl.engines.lapack import letters, symbol
from refimpl.engines.registers.kinds import Matrix, Vector, word
from refimpl.engines.registers.matrices import columns, held

_GESV = symbol("lapack", "dgesv")
_SYEVD = symbol("lapack", "dsyevd")
_INT = ir.IntType(32)


def _space(builder, kind, count):
    return cgutils.alloca_once(builder, kind, size=count)


def _put(builder, place, vectors):
    """Store vectors one after the other."""
    for j, vector in enumerate(vectors):
        at = builder.gep(place, [index(j * vector.type.count)])
        builder.store(vector, builder.bitcast(at, vector.type.as_pointer()), align=8)


def _numbers(builder, *values):
    """Pointers to integers, as Fortran takes them."""
    return [cgutils.alloca_once_value(builder, ir.Constant(_INT, value)) for value in values]


def _all_finite(context, builder, vectors):
    """The bit whether no entry is NaN or infinite: x - x is 0 for those."""
    fine = cgutils.true_bit
    for vector in vectors:
        difference = builder.fsub(vector, vector)
        for i in range(vector.type.count):
            entry = builder.extract_element(difference, index(i))
            fine = builder.and_(fine, builder.fcmp_ordered("==", entry, ir.Constant(NUMBER, 0.0)))
    return fine


@intrinsic
def _solved(typing_context, A, b):
    """(A^{-1} b by LU with partial pivoting, LAPACK's word on it)."""

    def lower(context, builder, signature, arguments):
        d = A.n
        matrix, x = _space(builder, NUMBER, d * d), _space(builder, NUMBER, d)
        pivots = _space(builder, _INT, d)
        _put(builder, matrix, columns(builder, arguments[0], A))
        _put(builder, x, [arguments[1]])
        size, one, info = _numbers(builder, d, 1, 0)
        call(builder, _GESV, ir.VoidType(), size, one, matrix, size, pivots, x, size, info)
        return context.make_tuple(builder, signature.return_type, [load(builder, x, d), builder.load(info)])

    return types.Tuple((b, types.int32))(A, b), lower


@intrinsic
def _decomposed(typing_context, A):
    """(eigenvalues, eigenvectors, LAPACK's word on them) of a symmetric matrix, of which it reads one half."""

    def lower(context, builder, signature, arguments):
        d = A.n
        matrix, w = _space(builder, NUMBER, d * d), _space(builder, NUMBER, d)
        lengths = 1 + 6 * d + 2 * d * d, 3 + 5 * d
        work, iwork = _space(builder, NUMBER, lengths[0]), _space(builder, _INT, lengths[1])
        _put(builder, matrix, columns(builder, arguments[0], A))
        size, lwork, liwork, info = _numbers(builder, d, *lengths, 0)
        wanted, half = letters(builder, "VL")
        pointers = [wanted, half, size, matrix, size, w, work, lwork, iwork, liwork, info]
        call(builder, _SYEVD, ir.VoidType(), *pointers)
        vectors = [load(builder, builder.gep(matrix, [index(j * d)]), d) for j in range(d)]
        V = held(context, builder, signature.return_type[1], vectors)
        return context.make_tuple(
            builder, signature.return_type, [load(builder, w, d), V, builder.load(info)]
        )

    return types.Tuple((Vector(A.n), Matrix(A.n, A.n, held=True), types.int32))(A), lower


@intrinsic
def _finite(typing_context, A):
    def lower(context, builder, signature, arguments):
        return _all_finite(context, builder, columns(builder, arguments[0], A))

    return types.boolean(A), lower


@overload(np.linalg.solve, target="cpu")
def _solve(a, b):
    if not (isinstance(a, Matrix) and isinstance(b, Vector) and a.m == a.n == b.n):
        return None

    def solve(a, b):
        if not _finite(a):  # as Numba does
            raise np.linalg.LinAlgError("Array must not contain infs or NaNs.")
        x, info = _solved(a, b)
        if info != 0:
            raise np.linalg.LinAlgError("Matrix is singular to machine precision.")
        return x

    return solve


@overload(np.linalg.eigh, target="cpu")
def _eigh(a):
    if not (isinstance(a, Matrix) and a.m == a.n):
        return None

    def eigh(a):
        if not _finite(a):
            raise np.linalg.LinAlgError("Array must not contain infs or NaNs.")
        w, V, info = _decomposed(a)
        if info != 0:
            raise np.linalg.LinAlgError("Eigenvalues did not converge.")
        return w, V

    return eigh


@intrinsic
def _shifted(typing_context, A, shift):
    """A + shift I."""

    def lower(context, builder, signature, arguments):
        found = columns(builder, arguments[0], A)
        for j in range(A.n):
            entry = builder.fadd(builder.extract_element(found[j], index(j)), arguments[1])
            found[j] = builder.insert_element(found[j], entry, index(j))
        return held(context, builder, signature.return_type, found)

    return Matrix(A.m, A.n, held=True)(A, types.float64), lower


def _add_to_diagonal(H, shift):
    return (lambda H, shift: _shifted(H, shift)) if isinstance(H, Matrix) and H.m == H.n else None


word(dialect.add_to_diagonal, _add_to_diagonal)
