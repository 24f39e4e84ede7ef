"""What a run does, counted on the device double: the operations, and the rounding errors of the widest of them.

Model  An operation gives its exact result on its arguments with an error of at most w u times its majorant,
       u the unit roundoff; w counts its roundings, whatever the order in which they are made:
       2              for + - * / and the square root: the operation, and a Python number brought to the format;
       9              for other functions of one entry: four units in the last place, and the number;
       n (n + 1)      for sums and products over n terms: n roundings, of at most n times the largest term;
       10 n (n + 1)   for factorisations of order n: the same, with ten for the growth of the pivots.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np

from refimpl.engines import double
from refimpl.engines.double import DeviceArray

_EXACT = frozenset(
    ("absolute", "negative", "maximum", "minimum", "where", "copy", "setitem", "zeros_like", "ones_like")
)
_VIEWS = frozenset(("reshape", "ravel", "transpose", "diagonal", "squeeze", "swapaxes", "shape", "ndim"))
_ARITHMETIC = frozenset(("add", "subtract", "multiply", "divide", "square", "sqrt"))
_PRODUCTS = frozenset(("dot", "matmul", "inner", "vdot", "tensordot", "einsum"))
_SUMS = frozenset(("sum", "mean", "trace", "cumsum", "prod", "cumprod", "var", "std"))
_MADE = frozenset(("zeros_like", "ones_like", "full_like"))  # reads nothing


class Operation(NamedTuple):
    """Name, the numbers of entries read and written, and the roundings `w` of the model."""

    name: str
    read: int
    written: int
    roundings: int


@contextmanager
def observed() -> Iterator[list[Operation]]:
    """The operations that device doubles do inside the block."""
    found: list[Operation] = []
    double.observer = lambda *told: found.append(_operation(*told))
    try:
        yield found
    finally:
        double.observer = None


def _operation(name: str, arguments: tuple[Any, ...], result: Any) -> Operation:
    arrays = [a for a in _flat(arguments) if isinstance(a, DeviceArray)]
    distinct = {id(a): a.size for a in arrays}  # x * x reads x once
    read = 0 if name in _MADE or name in _VIEWS else sum(distinct.values())
    written = 0 if name in _VIEWS else sum(r.size for r in _flat(result) if isinstance(r, DeviceArray))
    return Operation(name, read, written, _roundings(name, arrays))


def _flat(value: Any) -> Iterator[Any]:
    if isinstance(value, list | tuple):
        for item in value:
            yield from _flat(item)
    else:
        yield value


def _roundings(name: str, arrays: list[DeviceArray]) -> int:
    if name in _PRODUCTS:
        n = max((a.shape[-1] for a in arrays if a.ndim), default=1)
        if name in ("tensordot", "einsum"):
            n = max((a.size for a in arrays), default=1)
        return n * (n + 1)
    if name in _SUMS:
        n = max((a.size for a in arrays), default=1)
        return n * (n + 1)
    if name.startswith("linalg."):
        n = max((max(a.shape) for a in arrays if a.ndim), default=1)
        return 10 * n * (n + 1)
    if name in _ARITHMETIC:
        return 2
    return 0 if name in _EXACT or name in _VIEWS or not isinstance(getattr(np, name, None), np.ufunc) else 9


def widest(operations: list[Operation]) -> int:
    """The largest number of roundings of one operation; at least that of a sum of two numbers."""
    return max([2, *(operation.roundings for operation in operations)])
