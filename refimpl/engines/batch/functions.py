"""NumPy's functions over lifted arrays: the shapes and axes are those of one run. NotTogether for forms not known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from refimpl.engines.batch.lifted import Lifted, NotTogether, aligned, any_runs


def _reduced(function: Callable[..., Any]) -> Callable[..., Lifted]:
    def reduced(x: Lifted, axis: int | None = None) -> Lifted:
        if axis is not None and not isinstance(axis, int):
            raise NotTogether("an axis over a batch must be one integer")
        if x.ndim == 0:  # one number for every run; CuPy and NumPy differ on reductions over no axis
            return Lifted(x.array != 0, x.runs) if function in (np.all, np.any) else x.copy()
        if axis is None:
            return Lifted(function(x.array, axis=tuple(range(x.runs, x.array.ndim))), x.runs)
        return Lifted(function(x.array, axis=axis if axis < 0 else axis + x.runs), x.runs)

    return reduced


def product(a: Any, b: Any) -> Lifted:
    """`a @ b` for vectors and matrices of one run."""
    if not (isinstance(a, Lifted) and isinstance(b, Lifted) and {a.ndim, b.ndim} <= {1, 2}):
        raise NotTogether("a product over a batch must be of vectors and matrices")
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
        raise NotTogether("an outer product over a batch must be of vectors")
    return Lifted(a.array[..., :, None] * b.array[..., None, :], a.runs or b.runs)


def _solve(A: Any, b: Any) -> Lifted:
    if not (isinstance(A, Lifted) and isinstance(b, Lifted) and A.ndim == 2 and b.ndim in (1, 2)):
        raise NotTogether("a linear system over a batch must be of a matrix and a vector or matrix")
    if b.ndim == 1:
        return _solve(A, b[:, None])[:, 0]
    if not b.runs or A.runs:
        right = np.zeros_like(A.array[..., :1]) + b.array  # CuPy solves no stack for one right hand side
        return Lifted(np.linalg.solve(A.array, right), A.runs)
    right = np.moveaxis(b.array, 0, 1)  # one matrix, the right hand sides of all runs side by side
    solved = np.linalg.solve(A.array, right.reshape(len(A), -1)).reshape(right.shape)
    return Lifted(np.moveaxis(solved, 0, 1), True)


def _eigh(A: Lifted) -> tuple[Lifted, Lifted]:
    w, V = np.linalg.eigh(A.array)
    return Lifted(w, A.runs), Lifted(V, A.runs)


def _of_each(function: Callable[..., Any]) -> Callable[..., Lifted]:
    def of_each(A: Lifted) -> Lifted:
        return Lifted(function(A.array), A.runs)

    return of_each


def _extreme(function: Callable[..., Any]) -> Callable[..., Lifted]:
    def extreme(x: Lifted) -> Lifted:
        return Lifted(function(x.ravel().array, axis=-1), x.runs)

    return extreme


def _along(function: Callable[..., Any]) -> Callable[..., Lifted]:
    def along(x: Lifted) -> Lifted:
        if x.ndim != 1:
            raise NotTogether(f"np.{function.__name__} over a batch must be of vectors")
        return Lifted(function(x.array, axis=-1), x.runs)

    return along


def _diag(x: Lifted) -> Lifted:
    if x.ndim == 2:
        return Lifted(np.diagonal(x.array, axis1=-2, axis2=-1).copy(), x.runs)
    d, lead = x.shape[0], x.array.shape[: x.runs]
    square = np.zeros_like(x.array[..., :, None] * x.array[..., None, :])
    square.reshape(*lead, d * d)[..., :: d + 1] = x.array
    return Lifted(square, x.runs)


def _repeat(x: Lifted, times: int) -> Lifted:
    return Lifted(np.repeat(x.ravel().array, times, axis=-1), x.runs)


def _concatenate(parts: Any) -> Lifted:
    """Along the first axis."""
    if not all(isinstance(part, Lifted) for part in parts):
        raise NotTogether("arrays joined over a batch must be of the batch")
    if len({part.runs for part in parts}) == 2:
        like = next(part for part in parts if part.runs).array
        each = np.zeros_like(like.reshape(like.shape[0], -1)[:, 0])
        parts = [part if part.runs else part + Lifted(each, True) for part in parts]
    return Lifted(np.concatenate([part.array for part in parts], axis=int(parts[0].runs)), parts[0].runs)


FUNCTIONS: dict[Any, Callable[..., Any]] = {
    **{
        function: _reduced(function)
        for function in (np.sum, np.max, np.min, np.mean, np.prod, np.all, np.any)
    },
    **{function: _extreme(function) for function in (np.argmin, np.argmax)},
    **{function: _along(function) for function in (np.sort, np.cumsum)},
    **{function: _of_each(function) for function in (np.zeros_like, np.ones_like, np.triu, np.linalg.inv)},
    np.diag: _diag,
    np.repeat: _repeat,
    np.concatenate: _concatenate,
    np.copy: lambda x: x.copy(),
    np.dot: _dot,
    np.outer: _outer,
    np.linalg.solve: _solve,
    np.linalg.eigh: _eigh,
    np.where: _where,
}
