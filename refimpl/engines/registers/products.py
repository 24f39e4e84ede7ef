"""Products of matrices and vectors in registers."""

from __future__ import annotations

import operator

import numpy as np
from llvmlite import ir
from numba.extending import intrinsic, overload

from refimpl.core import dialect
from refimpl.engines.lanes import NUMBER, everywhere, index
from refimpl.engines.registers.kinds import Matrix, Vector, word
from refimpl.engines.registers.matrices import columns, held, is_rows, stored


def total(builder, vector):
    """LLVM: the sum of the entries, first to last."""
    first, *others = (builder.extract_element(vector, index(i)) for i in range(vector.type.count))
    for entry in others:
        first = builder.fadd(first, entry)
    return first


def _times(builder, vectors, kind, entries):
    """The LLVM vector A @ x, of the stored columns or rows of A and the entries of x."""
    if is_rows(kind):
        x = ir.Constant(ir.VectorType(NUMBER, kind.n), ir.Undefined)
        for j, entry in enumerate(entries):
            x = builder.insert_element(x, entry, index(j))
        y = ir.Constant(ir.VectorType(NUMBER, kind.m), ir.Undefined)
        for i, row in enumerate(vectors):
            y = builder.insert_element(y, total(builder, builder.fmul(row, x)), index(i))
        return y
    y = None
    for column, entry in zip(vectors, entries, strict=True):
        term = builder.fmul(column, everywhere(builder, entry, kind.m))
        y = term if y is None else builder.fadd(y, term)
    return y


@intrinsic
def product(typing_context, A, x):
    """A @ x of a Matrix and a Vector: column by column, or row by row where rows are held."""

    def lower(context, builder, signature, arguments):
        matrix, vector = arguments
        entries = [builder.extract_element(vector, index(j)) for j in range(A.n)]
        return _times(builder, stored(builder, matrix, A), A, entries)

    return Vector(A.m)(A, x), lower


@intrinsic
def product_of_matrices(typing_context, A, B):
    """A @ B, column by column."""

    def lower(context, builder, signature, arguments):
        left, right = arguments
        kind = Matrix(A.m, A.n, held=True)
        first = columns(builder, left, A)
        second = stored(builder, right, B)

        def entry(k, j):
            if not B.held:
                first_column = B.m * B.n if B.transposed else 0
                return builder.load(builder.gep(right, [index(first_column + j * B.m + k)]))
            vector, place = (second[k], j) if B.transposed else (second[j], k)
            return builder.extract_element(vector, index(place))

        found = [_times(builder, first, kind, [entry(k, j) for k in range(A.n)]) for j in range(B.n)]
        return held(context, builder, signature.return_type, found)

    return Matrix(A.m, B.n, held=True)(A, B), lower


@overload(operator.matmul, target="cpu")
def _product(A, x):
    if not (isinstance(A, Matrix) and isinstance(x, Vector | Matrix)):
        return None
    if A.n != (x.n if isinstance(x, Vector) else x.m):
        return None
    return (lambda A, x: product(A, x)) if isinstance(x, Vector) else (lambda A, x: product_of_matrices(A, x))


word(dialect.weighted_gram, lambda S, c: dialect.weighted_gram if isinstance(S, Matrix) else None)


@intrinsic
def _outer(typing_context, x, y):
    def lower(context, builder, signature, arguments):
        entries = (builder.extract_element(arguments[1], index(j)) for j in range(y.n))
        vectors = [builder.fmul(arguments[0], everywhere(builder, entry, x.n)) for entry in entries]
        return held(context, builder, signature.return_type, vectors)

    return Matrix(x.n, y.n, held=True)(x, y), lower


@overload(np.outer, target="cpu")
def _outer_product(a, b):
    return (lambda a, b: _outer(a, b)) if isinstance(a, Vector) and isinstance(b, Vector) else None
