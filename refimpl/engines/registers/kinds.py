"""Vectors of a fixed small dimension and matrices of a fixed small shape as types of Numba, in and out of Python."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import NativeValue, box, intrinsic, models, register_model, typeof_impl, unbox

from refimpl.engines import lanes
from refimpl.engines.lanes import NUMBER, load

LARGEST = 16  # entries of a vector: a few registers
_ARRAY = types.Array(types.float64, 1, "C")
_MATRIX = types.Array(types.float64, 2, "F")


class Small:
    """An array of float64 that compiled code takes as a Vector or a Matrix.

    No subclass of arrays: Numba remembers the types of those without their shapes, and would take 5 entries for 3.
    """

    def __init__(self, array: np.ndarray) -> None:
        self.array = np.asfortranarray(array)


class Vector(types.Type):
    """n numbers, held by value."""

    mutable = True  # no `x += y` by way of x + y: what else is called x would keep its value, and in NumPy it would not

    def __init__(self, n: int) -> None:
        self.n = n
        super().__init__(f"Vector({n})")


class Matrix(types.Type):
    """m by n numbers that are only read, column by column; `transposed` is the transpose of such a one."""

    def __init__(self, m: int, n: int, transposed: bool = False) -> None:
        self.m, self.n, self.transposed = m, n, transposed
        super().__init__(f"Matrix({m}, {n}, {transposed})")


@register_model(Vector)
class _VectorModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Vector) -> None:
        super().__init__(manager, kind, ir.VectorType(NUMBER, kind.n))


@register_model(Matrix)
class _MatrixModel(models.PrimitiveModel):
    def __init__(self, manager: Any, kind: Matrix) -> None:
        super().__init__(manager, kind, NUMBER.as_pointer())


@intrinsic
def store(typing_context, x, y):
    """Write the entries of a Vector into a contiguous array of its length."""

    def lower(context, builder, signature, arguments):
        lanes.store(builder, arguments[0], context.make_array(y)(context, builder, arguments[1]).data)
        return context.get_dummy_value()

    return types.none(x, y), lower


@typeof_impl.register(Small)
def _type_of(small: Small, context: Any) -> Any:
    shape = small.array.shape
    return Vector(*shape) if len(shape) == 1 else Matrix(*shape)


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


def _data(c, small, kind):
    """The pointer to the array's numbers, and whether there is none; the caller keeps the array meanwhile."""
    array = c.pyapi.object_getattr_string(small, "array")
    native = c.unbox(kind, array)
    data = c.context.make_array(kind)(c.context, c.builder, native.value).data
    c.context.nrt.decref(c.builder, kind, native.value)
    c.pyapi.decref(array)
    return data, native.is_error


@unbox(Vector)
def _vector_from_python(kind, value, c):
    data, failed = _data(c, value, _ARRAY)
    return NativeValue(load(c.builder, data, kind.n), is_error=failed)


@unbox(Matrix)
def _matrix_from_python(kind, value, c):
    data, failed = _data(c, value, _MATRIX)
    return NativeValue(data, is_error=failed)


@box(Vector)
def _vector_to_python(kind, value, c):
    failed, array = c.pyapi.call_jit_code(_as_array, _ARRAY(kind), [value])
    made = cgutils.alloca_once_value(c.builder, c.pyapi.get_null_object())
    with cgutils.if_likely(c.builder, c.builder.not_(failed)):
        c.builder.store(c.pyapi.from_native_value(_ARRAY, array, c.env_manager), made)
    return c.builder.load(made)


def _as_array(x):
    y = np.empty(len(x))
    store(x, y)
    return y
