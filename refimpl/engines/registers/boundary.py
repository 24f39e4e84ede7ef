"""Vectors and matrices of a fixed small shape in and out of Python."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import NativeValue, box, typeof_impl, unbox

from refimpl.engines.lanes import load
from refimpl.engines.registers.kinds import Matrix, Vector, store

_ARRAY = types.Array(types.float64, 1, "C")


class Small:
    """An array of float64 that compiled code takes as a Vector or a Matrix.

    No subclass of arrays: Numba remembers the types of those without their shapes, and would take 5 entries for 3.
    """

    def __init__(self, array: np.ndarray) -> None:
        self.shape = array.shape
        # of a matrix the columns and after them the rows, so that its transpose has columns too
        self.numbers = array.ravel() if array.ndim == 1 else np.append(array.T, array)


@typeof_impl.register(Small)
def _type_of(small: Small, context: Any) -> Any:
    if len(small.shape) == 1:
        return Vector(*small.shape)
    m, n = small.shape
    return Matrix(m, n, held=False)


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
