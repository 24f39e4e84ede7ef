"""Vectors, truth values and matrices of a fixed small shape as types of Numba, in and out of Python."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.registry import cpu_target
from numba.extending import NativeValue, box, intrinsic, models, overload, register_model, typeof_impl, unbox

from refimpl.engines import loops

LARGEST = 24  # entries of a vector: a few registers
NUMBER = ir.DoubleType()
_ARRAY = types.Array(types.float64, 1, "C")


class Small:
    """An array of float64 that compiled code takes as a Vector or a Matrix.

    No subclass of arrays: Numba remembers the types of those without their shapes, and would take 5 entries for 3.
    """

    def __init__(self, array: np.ndarray) -> None:
        self.shape = array.shape
        # of a matrix the columns and after them the rows, so that its transpose has columns too
        self.numbers = array.ravel() if array.ndim == 1 else np.append(array.T, array)


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
    """Let a word of the dialect, a plain function, be what `choose` gives for its types, and itself where that is None.

    Numba asks for types of plain functions before it asks for overloads: so what it made of the overload is kept.
    """

    @functools.wraps(choose)
    def chosen(*kinds):
        return choose(*kinds) or loops.WORDS.get(function, function)

    overload(function, target="cpu")(chosen)
    cpu_target.typing_context.refresh()
    loops.TYPES[function] = cpu_target.typing_context._lookup_global(function)


@register_model(Vector)
class _VectorModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Vector) -> None:
        super().__init__(manager, kind, ir.VectorType(NUMBER, kind.n))


@register_model(Mask)
class _MaskModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Mask) -> None:
        super().__init__(manager, kind, ir.VectorType(ir.IntType(1), kind.n))


@register_model(Matrix)
class _MatrixModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Matrix) -> None:
        height, width = (kind.n, kind.m) if kind.transposed else (kind.m, kind.n)
        held = ir.ArrayType(ir.VectorType(NUMBER, height), width)
        super().__init__(manager, kind, held if kind.held else NUMBER.as_pointer())


def load(builder, data, n):
    """LLVM: n numbers from a pointer."""
    return builder.load(builder.bitcast(data, ir.VectorType(NUMBER, n).as_pointer()), align=8)


def index(i):
    """LLVM: the constant i as an index."""
    return ir.Constant(ir.IntType(32), i)


def everywhere(builder, number, n):
    """LLVM: the vector of n times the number."""
    kind, lanes = ir.VectorType(NUMBER, n), ir.VectorType(ir.IntType(32), n)
    nothing = ir.Constant(kind, ir.Undefined)
    return builder.shuffle_vector(
        builder.insert_element(nothing, number, index(0)), nothing, ir.Constant(lanes, None)
    )


@intrinsic
def store(typing_context, x, y):
    """Write the entries of a Vector into a contiguous array of its length."""

    def lower(context, builder, signature, arguments):
        data = context.make_array(y)(context, builder, arguments[1]).data
        builder.store(arguments[0], builder.bitcast(data, arguments[0].type.as_pointer()), align=8)
        return context.get_dummy_value()

    return types.none(x, y), lower


@typeof_impl.register(Small)
def _type_of(small: Small, context: Any) -> Any:
    if len(small.shape) == 1:
        return Vector(*small.shape)
    m, n = small.shape
    return Matrix(m, n, held=False)


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


def _data(c, small):
    """The pointer to the numbers, and whether there is none; the caller keeps the array meanwhile."""
    array = c.pyapi.object_getattr_string(small, "numbers")
    native = c.unbox(_ARRAY, array)
    data = c.context.make_array(_ARRAY)(c.context, c.builder, native.value).data
    c.context.nrt.decref(c.builder, _ARRAY, native.value)
    c.pyapi.decref(array)
    return data, native.is_error


@unbox(Vector)
def _vector_from_python(kind, value, c):
    data, failed = _data(c, value)
    return NativeValue(load(c.builder, data, kind.n), is_error=failed)


@unbox(Matrix)
def _matrix_from_python(kind, value, c):
    data, failed = _data(c, value)
    return NativeValue(data, is_error=failed)


def to_python(copy, array):
    """Boxing by `copy`, which makes an `array` of the value in compiled code."""

    def boxed(kind, value, c):
        failed, copied = c.pyapi.call_jit_code(copy, array(kind), [value])
        made = cgutils.alloca_once_value(c.builder, c.pyapi.get_null_object())
        with cgutils.if_likely(c.builder, c.builder.not_(failed)):
            c.builder.store(c.pyapi.from_native_value(array, copied, c.env_manager), made)
        return c.builder.load(made)

    return boxed


def _as_array(x):
    y = np.empty(len(x))
    store(x, y)
    return y


box(Vector)(to_python(_as_array, _ARRAY))
