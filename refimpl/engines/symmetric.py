"""A symmetric matrix times a vector in compiled code, with half of the matrix read: reading it is what takes the time.

Method  Eight rows i at a time. An entry A_ij with j left of the block on the diagonal is read once and used twice, for
        (Ax)_i and, as A_ji, for (Ax)_j; the block on the diagonal is read whole. Eight entries at a time, in vector
        registers; the last rows, fewer than eight, with a mask. Rows and columns are the same, so that the layout
        of A does not matter.
Error   a sum of n products in some order, each at most rounded: n u |A||x| with u = 2^-53.
Speed   half of the time of BLAS's gemv and below that of its symv [measured: d = 100, 513 against 871 and 1546 ns;
        d = 1000, 57 against 107 and 69 us].
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from llvmlite import ir
from llvmlite.binding import get_host_cpu_features
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

from refimpl.core import dialect
from refimpl.engines import lanes
from refimpl.engines.lanes import NUMBER, call, everywhere, load, shuffled, store

N = 8  # rows at a time, and entries
# whether vector registers hold more than two numbers: where they do not, BLAS is faster [measured at 100 x 100: 1690
# against 847 ns with two, 747 with four, 513 with eight]
PAYS = get_host_cpu_features().get("avx", False)

_SOURCE = "".join(Path(str(path)).read_text("utf-8") for path in (__file__, lanes.__file__))
_VECTOR = ir.VectorType(NUMBER, N)
_ZERO = ir.Constant(_VECTOR, [0.0] * N)
_INT = ir.IntType(64)


def source() -> str:
    """What is compiled in, for the key of what is kept on disk."""
    return _SOURCE


def _multiply_add(builder, a, x, y):
    """a x + y, rounded once where the processor does so."""
    return call(builder, f"llvm.fmuladd.v{N}f64", _VECTOR, a, x, y)


def _sums(builder, rows):
    """The vector of the sums of N vectors, by halves."""
    width = 1  # entries of a vector that belong to different sums
    while len(rows) > 1:
        halves = [
            [k + j for k in range(start, N, 2 * width) for j in (*range(width), *range(N, N + width))]
            for start in (0, width)
        ]
        rows = [
            builder.fadd(*(shuffled(builder, a, b, half) for half in halves))
            for a, b in zip(rows[::2], rows[1::2], strict=True)
        ]
        width *= 2
    return rows[0]


class _Whole:
    """N rows and columns."""

    def __init__(self, builder, left):
        self.builder = builder

    def row(self, i, r):
        return self.builder.add(i, ir.Constant(_INT, r))

    def load(self, data):
        return load(self.builder, data, N)

    def entries(self, r, vector):
        return vector

    def store(self, vector, data):
        store(self.builder, vector, data)


class _Part:
    """The first `left` rows and columns of N: nothing is read or written beyond, and counts as zero."""

    def __init__(self, builder, left):
        self.builder = builder
        numbers = ir.Constant(ir.VectorType(_INT, N), [ir.Constant(_INT, k) for k in range(N)])
        self.mask = builder.icmp_signed("<", numbers, everywhere(builder, left, N))
        self.inside = [builder.extract_element(self.mask, lanes.index(r)) for r in range(N)]

    def row(self, i, r):
        return self.builder.select(self.inside[r], self.builder.add(i, ir.Constant(_INT, r)), i)

    def load(self, data):
        data = self.builder.bitcast(data, _VECTOR.as_pointer())
        name = f"llvm.masked.load.v{N}f64.p0"
        return call(self.builder, name, _VECTOR, data, lanes.index(8), self.mask, _ZERO)

    def entries(self, r, vector):
        return self.builder.select(everywhere(self.builder, self.inside[r], N), vector, _ZERO)

    def store(self, vector, data):
        data = self.builder.bitcast(data, _VECTOR.as_pointer())
        name = f"llvm.masked.store.v{N}f64.p0"
        call(self.builder, name, ir.VoidType(), vector, data, lanes.index(8), self.mask)


def _block(extent):
    @intrinsic
    def block(typing_context, A, x, y, i):
        """The products of the rows from i on with what is not right of their block: to y[:i], and y[i:] is set."""

        def lower(context, builder, signature, arguments):
            array = context.make_array(A)(context, builder, arguments[0])
            n = builder.extract_value(array.shape, 0)
            x_data = context.make_array(x)(context, builder, arguments[1]).data
            y_data = context.make_array(y)(context, builder, arguments[2]).data
            i = arguments[3]
            part = extent(builder, builder.sub(n, i))
            rows = [builder.gep(array.data, [builder.mul(part.row(i, r), n)]) for r in range(N)]
            here = part.load(builder.gep(x_data, [i]))
            single = [shuffled(builder, here, here, [r] * N) for r in range(N)]
            sums = []
            for r in range(N):
                on_diagonal = part.entries(r, part.load(builder.gep(rows[r], [i])))
                sums.append(cgutils.alloca_once_value(builder, builder.fmul(on_diagonal, here)))
            step, start = ir.Constant(_INT, N), ir.Constant(_INT, 0)
            with cgutils.for_range_slice(builder, start, i, step, inc=True) as (j, _):
                left, below = load(builder, builder.gep(x_data, [j]), N), builder.gep(y_data, [j])
                total = load(builder, below, N)
                for r in range(N):
                    a = part.entries(r, load(builder, builder.gep(rows[r], [j]), N))
                    builder.store(_multiply_add(builder, a, left, builder.load(sums[r])), sums[r])
                    total = _multiply_add(builder, a, single[r], total)
                store(builder, total, below)
            part.store(_sums(builder, [builder.load(each) for each in sums]), builder.gep(y_data, [i]))
            return context.get_dummy_value()

        return types.none(A, x, y, i), lower

    return block


_whole, _part = _block(_Whole), _block(_Part)


@overload(dialect.symmetric_product, target="cpu")
def _symmetric_product(A, x):
    numbers = all(isinstance(kind, types.Array) and kind.dtype == types.float64 for kind in (A, x))
    fit = numbers and A.ndim == 2 and A.layout in "CF" and (x.ndim, x.layout) == (1, "C")
    return _half if PAYS and fit else lambda A, x: A @ x


def _half(A, x):
    n = x.shape[0]
    if A.shape != (n, n):
        return np.dot(A, x)  # which says what is wrong
    y = np.empty(n)
    whole = n - n % N
    for i in range(0, whole, N):
        _whole(A, x, y, i)
    if whole < n:
        _part(A, x, y, whole)
    return y
