"""S diag(c) S' in compiled code: BLAS computes one half of it, in half the time of a product."""

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

from refimpl.engines.lanes import call
from refimpl.engines.lapack import letters, symbol
from refimpl.engines.mirror import mirror

_SYRK = symbol("blas", "dsyrk")


@intrinsic
def lower_half(typing_context, S, H):
    """Write S @ S.T below and on the diagonal of H (d, d), which is C-ordered; S is so or Fortran-ordered."""

    def lower(context, builder, signature, arguments):
        rows, out = (
            context.make_array(kind)(context, builder, array) for kind, array in zip((S, H), arguments)
        )
        d, n = (builder.trunc(builder.extract_value(rows.shape, i), ir.IntType(32)) for i in (0, 1))
        # Fortran sees the transposes of what is C-ordered
        half, turned = letters(builder, "UN" if S.layout == "F" else "UT")
        one, zero = (ir.Constant(ir.DoubleType(), number) for number in (1.0, 0.0))
        size, depth, alpha, beta = (cgutils.alloca_once_value(builder, value) for value in (d, n, one, zero))
        length = size if S.layout == "F" else depth  # of what lies together
        pointers = [half, turned, size, depth, alpha, rows.data, length, beta, out.data, size]
        call(builder, _SYRK, ir.VoidType(), *pointers)
        return context.get_dummy_value()

    return types.none(S, H), lower


def weighted_gram(S, c):
    """(S * c) @ S.T."""
    d, n = S.shape
    if n != c.shape[0]:
        raise ValueError("operands could not be broadcast together")
    root, rows, H = np.sqrt(c), np.empty_like(S), np.empty((d, d))
    if S.flags.f_contiguous:
        for k in range(n):
            for i in range(d):
                rows[i, k] = root[k] * S[i, k]
    else:
        for i in range(d):
            for k in range(n):
                rows[i, k] = root[k] * S[i, k]
    lower_half(rows, H)
    mirror(H, H)
    return H
