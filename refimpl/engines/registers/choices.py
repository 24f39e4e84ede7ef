"""Comparisons, choices and powers of vectors in registers, entry by entry."""

from __future__ import annotations

import operator

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic, overload

from refimpl.engines.registers.entrywise import entrywise, fits, operand
from refimpl.engines.registers.kinds import Mask, Vector, at, put


def _comparison(sign):
    compare = ir.IRBuilder.fcmp_unordered if sign == "!=" else ir.IRBuilder.fcmp_ordered
    return lambda builder, a, b: compare(builder, sign, a, b)


for _key, _sign in (
    (operator.eq, "=="),
    (operator.ne, "!="),
    (operator.lt, "<"),
    (operator.le, "<="),
    (operator.gt, ">"),
    (operator.ge, ">="),
):
    entrywise(_key, _comparison(_sign), Mask)


@intrinsic
def _chosen(typing_context, condition, x, y):
    like = Vector(condition.n)

    def lower(context, builder, signature, arguments):
        pairs = zip(arguments[1:], (x, y), strict=True)
        operands = [operand(context, builder, value, kind, like) for value, kind in pairs]
        return builder.select(arguments[0], *operands)

    return like(condition, x, y), lower


@overload(np.where, target="cpu")
def _where(condition, x, y):
    fit = isinstance(condition, Mask) and all(fits(kind, Vector(condition.n)) for kind in (x, y))
    return (lambda condition, x, y: _chosen(condition, x, y)) if fit else None


@overload(operator.pow, target="cpu")
def _power(x, p):
    if not (isinstance(x, Vector) and isinstance(p, types.Integer | types.Float)):
        return None

    def power(x, p):
        y = x
        for i in range(len(x)):
            y = put(y, i, at(x, i) ** p)
        return y

    return power
