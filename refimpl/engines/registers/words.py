"""What the source may write over vectors in registers besides arithmetic: products, sums, entries, shapes."""

from __future__ import annotations

import operator

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import typing
from numba.core.imputils import lower_getattr
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_getattr
from numba.extending import intrinsic, lower_builtin, overload

from refimpl.engines.lanes import NUMBER, everywhere, index, load
from refimpl.engines.registers.kinds import Matrix, Vector, at, store

_ROWS = types.Array(types.float64, 2, "C")


def _sum(builder, vector):
    first, *others = (builder.extract_element(vector, index(i)) for i in range(vector.type.count))
    for entry in others:
        first = builder.fadd(first, entry)
    return first


@intrinsic
def total(typing_context, x):
    """The sum of the entries, first to last."""
    return types.float64(x), lambda context, builder, signature, arguments: _sum(builder, arguments[0])


@intrinsic
def product(typing_context, A, x):
    """A @ x: column by column, or, where A is a transpose, entry by entry."""

    def lower(context, builder, signature, arguments):
        data, vector = arguments
        height, columns = (A.n, A.m) if A.transposed else (A.m, A.n)
        y = ir.Constant(ir.VectorType(NUMBER, A.m), [0.0] * A.m)
        for j in range(columns):
            column = load(builder, builder.gep(data, [index(j * height)]), height)
            if A.transposed:
                y = builder.insert_element(y, _sum(builder, builder.fmul(column, vector)), index(j))
            else:
                entry = everywhere(builder, builder.extract_element(vector, index(j)), A.m)
                y = builder.fadd(y, builder.fmul(column, entry))
        return y

    return Vector(A.m)(A, x), lower


@overload(np.dot, target="cpu")
def _dot(a, b):
    return (lambda a, b: total(a * b)) if isinstance(a, Vector) or isinstance(b, Vector) else None


@overload(np.sum, target="cpu")
def _total(x):
    return (lambda x: total(x)) if isinstance(x, Vector) else None


@overload(operator.matmul, target="cpu")
def _product(A, x):
    fit = isinstance(A, Matrix) and isinstance(x, Vector) and A.n == x.n
    return (lambda A, x: product(A, x)) if fit else None


@overload(operator.getitem, target="cpu")
def _entry(x, i):
    return (lambda x, i: at(x, i)) if isinstance(x, Vector) and isinstance(i, types.Integer) else None


@overload(operator.setitem, target="cpu")
def _row(rows, i, x):
    if not (isinstance(x, Vector) and rows == _ROWS and isinstance(i, types.Integer)):
        return None

    def set_row(rows, i, x):
        if rows.shape[1] != len(x):
            raise ValueError("could not broadcast input array into a row of another length")
        store(x, rows[i])

    return set_row


@overload(len, target="cpu")
def _len(x):
    if not isinstance(x, Vector):
        return None
    n = x.n
    return lambda x: n


@infer_getattr
class _OfVectors(AttributeTemplate):
    key = Vector

    def generic_resolve(self, x, name):
        if name == "copy":
            return types.BoundFunction(_Copy, x)
        return {"T": x, "size": types.intp, "ndim": types.intp, "shape": types.UniTuple(types.intp, 1),
                "flat": types.UniTuple(types.float64, x.n)}.get(name)  # fmt: skip


class _Copy(AbstractTemplate):
    key = "Vector.copy"

    def generic(self, args, kws):
        return typing.signature(self.this, recvr=self.this)


@lower_builtin("Vector.copy", Vector)
def _copied(context, builder, signature, arguments):
    return arguments[0]


lower_getattr(Vector, "T")(lambda context, builder, kind, x: x)
lower_getattr(Vector, "size")(lambda context, builder, kind, x: context.get_constant(types.intp, kind.n))
lower_getattr(Vector, "ndim")(lambda context, builder, kind, x: context.get_constant(types.intp, 1))


@lower_getattr(Vector, "shape")
def _shape(context, builder, kind, x):
    return context.make_tuple(
        builder, types.UniTuple(types.intp, 1), [context.get_constant(types.intp, kind.n)]
    )


@lower_getattr(Vector, "flat")
def _flat(context, builder, kind, x):
    entries = [builder.extract_element(x, index(i)) for i in range(kind.n)]
    return context.make_tuple(builder, types.UniTuple(types.float64, kind.n), entries)


@infer_getattr
class _OfMatrices(AttributeTemplate):
    key = Matrix

    def generic_resolve(self, A, name):
        return {"T": Matrix(A.n, A.m, not A.transposed), "shape": types.UniTuple(types.intp, 2)}.get(name)


lower_getattr(Matrix, "T")(lambda context, builder, kind, A: A)


@lower_getattr(Matrix, "shape")
def _sides(context, builder, kind, A):
    sides = [context.get_constant(types.intp, side) for side in (kind.m, kind.n)]
    return context.make_tuple(builder, types.UniTuple(types.intp, 2), sides)
