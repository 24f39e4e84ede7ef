"""Matrices in registers: arithmetic entry by entry, transposes, shapes. Every result is held by value."""

from __future__ import annotations

import operator

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import typing
from numba.core.imputils import lower_getattr
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_getattr, infer_global
from numba.extending import box, intrinsic, lower_builtin

from refimpl.engines.lanes import NUMBER, everywhere, index, load
from refimpl.engines.registers.boundary import to_python
from refimpl.engines.registers.kinds import Matrix, Vector


def stored(builder, value, kind):
    """The columns of the matrix as LLVM vectors; of a transposed one that is held its rows."""
    if kind.held:
        return [builder.extract_value(value, j) for j in range(kind.m if kind.transposed else kind.n)]
    first = kind.m * kind.n if kind.transposed else 0
    places = (builder.gep(value, [index(first + j * kind.m)]) for j in range(kind.n))
    return [load(builder, place, kind.m) for place in places]


def is_rows(kind):
    """Whether rows are stored and no columns."""
    return kind.held and kind.transposed


def columns(builder, value, kind):
    """LLVM: the columns of a matrix, each a vector."""
    vectors = stored(builder, value, kind)
    if not is_rows(kind):
        return vectors
    turned = [ir.Constant(ir.VectorType(NUMBER, kind.m), ir.Undefined)] * kind.n
    for i, row in enumerate(vectors):
        for j in range(kind.n):
            turned[j] = builder.insert_element(turned[j], builder.extract_element(row, index(j)), index(i))
    return turned


def held(context, builder, kind, vectors):
    """LLVM: the value of a Matrix of this type that is held, from what is stored."""
    value = ir.Constant(context.get_value_type(kind), ir.Undefined)
    for j, vector in enumerate(vectors):
        value = builder.insert_value(value, vector, j)
    return value


def _vectors(context, builder, value, kind, like):
    """What an operand beside a matrix of the type `like` is for each of its stored vectors; see `_fits`."""
    if isinstance(kind, Matrix):
        return stored(builder, value, kind)
    if isinstance(kind, Vector):  # along the last axis
        if is_rows(like):
            return [value] * like.m
        entries = (builder.extract_element(value, index(j)) for j in range(like.n))
        return [everywhere(builder, entry, like.m) for entry in entries]
    number = context.cast(builder, value, kind, types.float64)
    width, height = (like.m, like.n) if is_rows(like) else (like.n, like.m)
    return [everywhere(builder, number, height)] * width


def _fits(kind, like):
    if isinstance(kind, Matrix):
        return (kind.m, kind.n, is_rows(kind)) == (like.m, like.n, is_rows(like))
    return kind.n == like.n if isinstance(kind, Vector) else isinstance(kind, types.Float | types.Integer)


def _entrywise(key, combine):
    """Give the operator `key` to matrices and what may stand beside them: `combine(builder, *vectors)`."""

    @infer_global(key)
    class Entrywise(AbstractTemplate):
        def generic(self, args, kws):
            like = next((kind for kind in args if isinstance(kind, Matrix)), None)
            if like is None or kws or not all(_fits(kind, like) for kind in args):
                return None
            return typing.signature(Matrix(like.m, like.n, True, is_rows(like)), *args)

    def lower(context, builder, signature, arguments):
        like = next(kind for kind in signature.args if isinstance(kind, Matrix))
        pairs = zip(arguments, signature.args, strict=True)
        operands = [_vectors(context, builder, value, kind, like) for value, kind in pairs]
        found = [combine(builder, *vectors) for vectors in zip(*operands, strict=True)]
        return held(context, builder, signature.return_type, found)

    others = (Vector, types.Float, types.Integer)
    pairs = [(Matrix, Matrix), *((Matrix, other) for other in others), *((other, Matrix) for other in others)]
    for kinds in [(Matrix,)] if combine.__code__.co_argcount == 2 else pairs:
        lower_builtin(key, *kinds)(lower)


for _key, _combine in (
    (operator.add, lambda builder, a, b: builder.fadd(a, b)),
    (operator.sub, lambda builder, a, b: builder.fsub(a, b)),
    (operator.mul, lambda builder, a, b: builder.fmul(a, b)),
    (operator.truediv, lambda builder, a, b: builder.fdiv(a, b)),
    (operator.neg, lambda builder, a: builder.fneg(a)),
):
    _entrywise(_key, _combine)


@infer_getattr
class _OfMatrices(AttributeTemplate):
    key = Matrix

    def generic_resolve(self, A, name):
        if name == "copy":
            return types.BoundFunction(_Copy, A)
        return {"T": A.T, "shape": types.UniTuple(types.intp, 2), "ndim": types.intp}.get(name)


class _Copy(AbstractTemplate):
    key = "Matrix.copy"

    def generic(self, args, kws):
        return typing.signature(Matrix(self.this.m, self.this.n, True, is_rows(self.this)), recvr=self.this)


@lower_builtin("Matrix.copy", Matrix)
def _copied(context, builder, signature, arguments):
    vectors = stored(builder, arguments[0], signature.args[0])
    return held(context, builder, signature.return_type, vectors)


lower_getattr(Matrix, "T")(lambda context, builder, kind, A: A)
lower_getattr(Matrix, "ndim")(lambda context, builder, kind, A: context.get_constant(types.intp, 2))


@lower_getattr(Matrix, "shape")
def _sides(context, builder, kind, A):
    sides = [context.get_constant(types.intp, side) for side in (kind.m, kind.n)]
    return context.make_tuple(builder, types.UniTuple(types.intp, 2), sides)


@intrinsic
def _write(typing_context, A, y):
    """Write the columns of a Matrix one after the other into a contiguous array."""

    def lower(context, builder, signature, arguments):
        data = context.make_array(y)(context, builder, arguments[1]).data
        for j, column in enumerate(columns(builder, arguments[0], A)):
            place = builder.gep(data, [index(j * A.m)])
            builder.store(column, builder.bitcast(place, column.type.as_pointer()), align=8)
        return context.get_dummy_value()

    return types.none(A, y), lower


def _as_array(A):
    m, n = A.shape
    y = np.empty((n, m))
    _write(A, y)
    return y.T


box(Matrix)(to_python(_as_array, types.Array(types.float64, 2, "F")))
