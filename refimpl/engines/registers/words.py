"""What the source may write over vectors in registers besides arithmetic: sums, entries, shapes."""

from __future__ import annotations

import operator

import numpy as np
from numba import types
from numba.core import typing
from numba.core.imputils import lower_getattr
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer_getattr
from numba.extending import intrinsic, lower_builtin, overload

from refimpl.core import dialect
from refimpl.engines.lanes import index
from refimpl.engines.registers.entrywise import maximum
from refimpl.engines.registers.kinds import Vector, at, put, store, word
from refimpl.engines.registers.products import total as sum_of

_ROWS = types.Array(types.float64, 2, "C")


@intrinsic
def total(typing_context, x):
    """The sum of the entries, first to last."""
    return types.float64(x), lambda context, builder, signature, arguments: sum_of(builder, arguments[0])


@intrinsic
def largest(typing_context, x):
    """The largest entry, NaN where one is."""

    def lower(context, builder, signature, arguments):
        first, *others = (builder.extract_element(arguments[0], index(i)) for i in range(x.n))
        for entry in others:
            first = maximum(builder, first, entry)
        return first

    return types.float64(x), lower


@overload(np.dot, target="cpu")
def _dot(a, b):
    return (lambda a, b: total(a * b)) if isinstance(a, Vector) or isinstance(b, Vector) else None


@overload(np.sum, target="cpu")
def _total(x):
    return (lambda x: total(x)) if isinstance(x, Vector) else None


@overload(np.max, target="cpu")
def _max(x):
    return (lambda x: largest(x)) if isinstance(x, Vector) else None


@overload(np.min, target="cpu")
def _min(x):
    return (lambda x: -largest(-x)) if isinstance(x, Vector) else None


def _with_entry(x, i, value):
    return (lambda x, i, value: put(x, i, value)) if isinstance(x, Vector) else None


word(dialect.with_entry, _with_entry)


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
