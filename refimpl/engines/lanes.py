"""LLVM: vectors of float64 as instructions are written for them, for what compiled code does in vector registers."""

from __future__ import annotations

from llvmlite import ir
from numba.core import cgutils

NUMBER = ir.DoubleType()
_INDEX = ir.IntType(32)


def index(i):
    """The constant i as an index."""
    return ir.Constant(_INDEX, i)


def call(builder, name, result, *values):
    """What the function of that name, an intrinsic or one of a library, gives for the values."""
    kind = ir.FunctionType(result, [value.type for value in values])
    return builder.call(cgutils.get_or_insert_function(builder.module, kind, name), values)


def load(builder, data, n):
    """n numbers from a pointer."""
    return builder.load(builder.bitcast(data, ir.VectorType(NUMBER, n).as_pointer()), align=8)


def store(builder, vector, data):
    """Write the entries of a vector from a pointer on."""
    builder.store(vector, builder.bitcast(data, vector.type.as_pointer()), align=8)


def everywhere(builder, number, n):
    """The vector of n times the number."""
    kind, lanes = ir.VectorType(number.type, n), ir.VectorType(_INDEX, n)
    nothing = ir.Constant(kind, ir.Undefined)
    return builder.shuffle_vector(
        builder.insert_element(nothing, number, index(0)), nothing, ir.Constant(lanes, None)
    )


def shuffled(builder, a, b, order):
    """The entries of a and, counted on, of b in an order."""
    lanes = ir.VectorType(_INDEX, len(order))
    return builder.shuffle_vector(a, b, ir.Constant(lanes, [index(i) for i in order]))
