"""S diag(c) S' in compiled code: BLAS computes one half of it, in half the time of a product."""

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from refimpl.engines.lanes import call
from refimpl.engines.lapack import symbol

_SYRK = symbol("blas", "dsyrk")
BLOCK = 32  # rows and columns that are mirrored at once, so that both places stay in the cache


@intrinsic
def lower_half(typing_context, S, H):
    """Write S @ S.T below and on the diagonal of H (d, d), both C-ordered."""

    def lower(context, builder, signature, arguments):
        rows, out = (
            context.make_array(kind)(context, builder, array) for kind, array in zip((S, H), arguments)
        )
        d, n = (builder.trunc(builder.extract_value(rows.shape, i), ir.IntType(32)) for i in (0, 1))
        letters = [ir.Constant(ir.IntType(8), ord(letter)) for letter in "UT"]  # Fortran sees the transposes
        one, zero = (ir.Constant(ir.DoubleType(), number) for number in (1.0, 0.0))
        put = [cgutils.alloca_once_value(builder, value) for value in (*letters, d, n, one, zero)]
        half, turned, size, depth, alpha, beta = put
        pointers = [half, turned, size, depth, alpha, rows.data, depth, beta, out.data, size]
        call(builder, _SYRK, ir.VoidType(), *pointers)
        return context.get_dummy_value()

    return types.none(S, H), lower


def weighted_gram(S, c):
    """(S * c) @ S.T."""
    d, n = S.shape
    if n != c.shape[0]:
        raise ValueError("operands could not be broadcast together")
    root, rows, H = np.sqrt(c), np.empty((d, n)), np.empty((d, d))
    for i in range(d):
        for k in range(n):
            rows[i, k] = root[k] * S[i, k]
    lower_half(rows, H)
    for top in range(0, d, BLOCK):
        for left in range(0, top + 1, BLOCK):
            for i in range(top, min(top + BLOCK, d)):
                for j in range(left, min(left + BLOCK, i)):
                    H[j, i] = H[i, j]
    return H
