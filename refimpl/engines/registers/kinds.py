"""Vectors, truth values and matrices of a fixed small shape as types of Numba."""

from __future__ import annotations

import functools
from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic, models, overload, register_model

from refimpl.engines import lanes, loops
from refimpl.engines.lanes import NUMBER

LARGEST = 24  # entries of a vector: a few registers


class Vector(types.Type):
    """n numbers, held by value."""

    mutable = True  # no `x += y` by way of x + y: what else is called x would keep its value, and in NumPy it would not

    def __init__(self, n: int) -> None:
        self.n = n
        super().__init__(f"Vector({n})")


class Mask(types.Type):
    """n truth values."""

    def __init__(self, n: int) -> None:
        self.n = n
        super().__init__(f"Mask({n})")


class Matrix(types.Type):
    """m by n numbers that are only read: `held` by value, column by column, or in memory.

    Of a `transposed` one the rows are held in place of the columns; in memory there are both.
    """

    mutable = True  # as of Vector

    def __init__(self, m: int, n: int, held: bool, transposed: bool = False) -> None:
        self.m, self.n, self.held, self.transposed = m, n, held, transposed
        super().__init__(f"Matrix({m}, {n}, {held}, {transposed})")

    @property
    def T(self) -> Matrix:
        """The type of the transpose: of the same value in LLVM."""
        return Matrix(self.n, self.m, self.held, not self.transposed)


def word(function, choose):
    """Let a word of the dialect be what `choose` gives for the types of its arguments, itself where that is None."""

    @functools.wraps(choose)
    def chosen(*kinds):
        return choose(*kinds) or loops.WORDS.get(function, function)

    overload(function, target="cpu")(chosen)
    loops.OVERLOADED.add(function)


class _Unaligned(models.PrimitiveModel):
    """In memory it may lie anywhere: Numba's lists align what they hold to 16 bytes at most."""

    def get_data_type(self):
        return ir.LiteralStructType([self.be_type], packed=True)

    def as_data(self, builder, value):
        return builder.insert_value(ir.Constant(self.get_data_type(), ir.Undefined), value, 0)

    def from_data(self, builder, value):
        return builder.extract_value(value, 0)


@register_model(Vector)
class _VectorModel(_Unaligned):
    def __init__(self, manager: Any, kind: Vector) -> None:
        super().__init__(manager, kind, ir.VectorType(NUMBER, kind.n))


@register_model(Mask)
class _MaskModel(_Unaligned):
    def __init__(self, manager: Any, kind: Mask) -> None:
        super().__init__(manager, kind, ir.VectorType(ir.IntType(1), kind.n))


@register_model(Matrix)
class _MatrixModel(_Unaligned):
    def __init__(self, manager: Any, kind: Matrix) -> None:
        height, width = (kind.n, kind.m) if kind.transposed else (kind.m, kind.n)
        held = ir.ArrayType(ir.VectorType(NUMBER, height), width)
        super().__init__(manager, kind, held if kind.held else NUMBER.as_pointer())


@intrinsic
def store(typing_context, x, y):
    """Write the entries of a Vector into a contiguous array of its length."""

    def lower(context, builder, signature, arguments):
        lanes.store(builder, arguments[0], context.make_array(y)(context, builder, arguments[1]).data)
        return context.get_dummy_value()

    return types.none(x, y), lower


@intrinsic
def put(typing_context, x, i, entry):
    """x with another entry i."""

    def lower(context, builder, signature, arguments):
        return builder.insert_element(arguments[0], arguments[2], builder.trunc(arguments[1], ir.IntType(32)))

    return x(x, types.intp, types.float64), lower


@intrinsic
def at(typing_context, x, i):
    """Entry i, counted from the end where i is negative."""

    def lower(context, builder, signature, arguments):
        zero, n = ir.Constant(ir.IntType(64), 0), ir.Constant(ir.IntType(64), x.n)
        i = arguments[1]
        i = builder.select(builder.icmp_signed("<", i, zero), builder.add(i, n), i)
        return builder.extract_element(arguments[0], builder.trunc(i, ir.IntType(32)))

    return types.float64(x, types.intp), lower
