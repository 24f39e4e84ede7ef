"""NumPy's functions over lifted arrays: the shapes and axes are those of one run. TypeError for forms not known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from verification.bench.device.lifted import Lifted, aligned, any_runs


def _reduced(function: Callable[..., Any]) -> Callable[..., Lifted]:
    def reduced(x: Lifted, axis: int | None = None) -> Lifted:
        if axis is not None and not isinstance(axis, int):
            raise TypeError("an axis over a batch must be one integer")
        if x.ndim == 0:  # one number for every run; CuPy and NumPy differ on reductions over no axis
            return Lifted(x.array != 0, x.runs) if function in (np.all, np.any) else x.copy()
        if axis is None:
            return Lifted(function(x.array, axis=tuple(range(x.runs, x.array.ndim))), x.runs)
        return Lifted(function(x.array, axis=axis if axis < 0 else axis + x.runs), x.runs)

    return reduced


def product(a: Any, b: Any) -> Lifted:
    """`a @ b` for vectors and matrices of one run."""
    if not (isinstance(a, Lifted) and isinstance(b, Lifted) and {a.ndim, b.ndim} <= {1, 2}):
        raise TypeError("a product over a batch must be of vectors and matrices")
    runs, x, y = a.runs or b.runs, a.array, b.array
    if a.ndim == 2 and b.ndim == 1 and b.runs and not a.runs:
        return Lifted(np.matmul(y, x.T), True)  # one matrix, many vectors: one large product
    if a.ndim == 1:
        x = x[..., None, :]
    if b.ndim == 1:
        y = y[..., :, None]
    result = np.matmul(x, y)
    if b.ndim == 1:
        result = result[..., 0]
    if a.ndim == 1:
        result = result[..., 0] if b.ndim == 1 else result[..., 0, :]
    return Lifted(result, runs)


def _dot(a: Any, b: Any) -> Lifted:
    if any(not isinstance(x, Lifted) or x.ndim == 0 for x in (a, b)):
        return np.multiply(a, b)
    return product(a, b)


def _where(condition: Any, x: Any, y: Any) -> Lifted:
    inputs = condition, x, y
    rank = max(value.ndim if isinstance(value, Lifted) else 0 for value in inputs)
    return Lifted(np.where(*aligned(inputs, rank)), any_runs(inputs))


def _outer(a: Any, b: Any) -> Lifted:
    if not (isinstance(a, Lifted) and isinstance(b, Lifted) and a.ndim == b.ndim == 1):
        raise TypeError("an outer product over a batch must be of vectors")
    return Lifted(a.array[..., :, None] * b.array[..., None, :], a.runs or b.runs)


def _solve(A: Any, b: Any) -> Lifted:
    if not (isinstance(A, Lifted) and isinstance(b, Lifted) and A.ndim == 2 and b.ndim == 1):
        raise TypeError("a linear system over a batch must be of a matrix and a vector")
    if b.runs and not A.runs:  # one matrix, many right hand sides
        return Lifted(np.linalg.solve(A.array, b.array.T).T, True)
    return Lifted(np.linalg.solve(A.array, b.array[..., None])[..., 0], A.runs)


def _eigh(A: Lifted) -> tuple[Lifted, Lifted]:
    w, V = np.linalg.eigh(A.array)
    return Lifted(w, A.runs), Lifted(V, A.runs)


FUNCTIONS: dict[Any, Callable[..., Any]] = {
    **{function: _reduced(function) for function in (np.sum, np.max, np.min, np.mean, np.all, np.any)},
    np.zeros_like: lambda x: Lifted(np.zeros_like(x.array), x.runs),
    np.ones_like: lambda x: Lifted(np.ones_like(x.array), x.runs),
    np.copy: lambda x: x.copy(),
    np.dot: _dot,
    np.outer: _outer,
    np.linalg.solve: _solve,
    np.linalg.eigh: _eigh,
    np.where: _where,
}
