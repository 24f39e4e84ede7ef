"""Arithmetic and functions entry by entry: of vectors in registers, with numbers and contiguous arrays beside them.

Everything here gives a new value. Updates in place do not compile: see Vector.
"""

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils, typing
from numba.core.registry import cpu_target
from numba.core.typing.templates import AbstractTemplate, infer_global
from numba.extending import intrinsic, lower_builtin, overload

from refimpl.core import dialect
from refimpl.engines import loops
from refimpl.engines.lanes import call, everywhere, load
from refimpl.engines.registers.kinds import Vector, at, put


def operand(context, builder, value, kind, like):
    """A number, an array or a Vector as the LLVM vector of the type `like`; ValueError for another length."""
    if isinstance(kind, Vector):
        return value
    if isinstance(kind, types.Array):
        array = context.make_array(kind)(context, builder, value)
        n = ir.Constant(ir.IntType(64), like.n)
        with cgutils.if_unlikely(
            builder, builder.icmp_signed("!=", builder.extract_value(array.shape, 0), n)
        ):
            context.call_conv.return_user_exc(
                builder, ValueError, ("operands could not be broadcast together",)
            )
        return load(builder, array.data, like.n)
    return everywhere(builder, context.cast(builder, value, kind, types.float64), like.n)


def fits(kind, like):
    """Whether a value of this type may stand beside a Vector of the type `like`."""
    if isinstance(kind, types.Array):
        return (kind.ndim, kind.layout, kind.dtype) == (1, "C", types.float64)
    return kind == like or isinstance(kind, types.Float | types.Integer)


def _result(args, kws, of=Vector):
    """The type of an entrywise function of these, None where no operand is a Vector or one does not fit it."""
    like = next((kind for kind in args if isinstance(kind, Vector)), None)
    return (
        typing.signature(of(like.n), *args)
        if like and not kws and all(fits(kind, like) for kind in args)
        else None
    )


def _lowered(key, combine):
    """Lower the function `key` of Vectors, numbers and contiguous arrays: `combine(builder, *operands)`."""

    def lower(context, builder, signature, arguments):
        like = signature.return_type
        pairs = zip(arguments, signature.args, strict=True)
        operands = [operand(context, builder, value, kind, like) for value, kind in pairs]
        return combine(builder, *operands)

    for kinds in _KINDS[combine.__code__.co_argcount - 1]:
        lower_builtin(key, *kinds)(lower)


def entrywise(key, combine, of=Vector):
    """Give the function `key` to Vectors and what fits them: `combine(builder, *operands)`, a Vector or a Mask."""

    class Entrywise(AbstractTemplate):
        def generic(self, args, kws):
            return _result(args, kws, of)

    Entrywise.key = key
    # not as a decorator: that asks for a __module__, and before NumPy 2.2 ufuncs have none
    infer_global(key, types.Function(Entrywise))
    _lowered(key, combine)


_OTHERS = (types.Float, types.Integer, types.Array)
_KINDS: dict[int, list[tuple[Any, ...]]] = {  # by the number of operands
    1: [(Vector,)],
    2: [(Vector, Vector), *((Vector, other) for other in _OTHERS), *((other, Vector) for other in _OTHERS)],
}


def _llvm(builder, name, *operands):
    kind = operands[0].type
    suffix = f"v{kind.count}f64" if isinstance(kind, ir.VectorType) else "f64"
    return call(builder, f"llvm.{name}.{suffix}", kind, *operands)


def maximum(builder, a, b):
    """LLVM: the larger of two numbers, or of those of two vectors; NaN where one is."""
    return _llvm(builder, "maximum", a, b)


def _minimum(builder, a, b):
    return _llvm(builder, "minimum", a, b)


def _quotient(builder, a, b):
    zeros, ones = (ir.Constant(b.type, [number] * b.type.count) for number in (0.0, 1.0))
    return builder.fdiv(a, builder.select(builder.fcmp_ordered("==", b, zeros), ones, b))


for _key, _combine in (
    (operator.add, lambda builder, a, b: builder.fadd(a, b)),
    (operator.sub, lambda builder, a, b: builder.fsub(a, b)),
    (operator.mul, lambda builder, a, b: builder.fmul(a, b)),
    (operator.truediv, lambda builder, a, b: builder.fdiv(a, b)),
    (operator.neg, lambda builder, x: builder.fneg(x)),
    (np.square, lambda builder, x: builder.fmul(x, x)),
    (np.sqrt, lambda builder, x: _llvm(builder, "sqrt", x)),
    (np.abs, lambda builder, x: _llvm(builder, "fabs", x)),
    (np.maximum, maximum),
    (np.minimum, _minimum),
):
    entrywise(_key, _combine)


_WORD = loops.ENTRYWISE[dialect.quotient]
_OfArrays: Any = cpu_target.typing_context.resolve_value_type(_WORD).templates[0]


class _Quotient(_OfArrays):
    def generic(self, args, kws):
        return _result(args, kws) or super().generic(args, kws)


loops.TYPES[dialect.quotient] = types.Function(_Quotient)
_lowered(_WORD, _quotient)


def _entry_by_entry(function):
    @overload(function, target="cpu")
    def of_vector(x):
        if not isinstance(x, Vector):
            return None

        def each(x):
            y = x
            for i in range(len(x)):
                y = put(y, i, function(at(x, i)))
            return y

        return each


for _function in (np.exp, np.expm1, np.log, np.log1p, np.tanh, np.sin, np.cos, np.sign):
    _entry_by_entry(_function)


@intrinsic
def filled(typing_context, x, number):
    """A vector like x with this number everywhere."""

    def lower(context, builder, signature, arguments):
        return everywhere(builder, context.cast(builder, arguments[1], number, types.float64), x.n)

    return x(x, number), lower


@overload(np.zeros_like, target="cpu")
def _zeros_like(x):
    return (lambda x: filled(x, 0.0)) if isinstance(x, Vector) else None


@overload(np.ones_like, target="cpu")
def _ones_like(x):
    return (lambda x: filled(x, 1.0)) if isinstance(x, Vector) else None
