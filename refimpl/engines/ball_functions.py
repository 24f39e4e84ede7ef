"""NumPy's ufuncs and functions on plain object arrays of balls: the white lists of the ball engine."""

from __future__ import annotations

from typing import Any

import numpy as np
from flint import arb

from refimpl.engines import ball, ball_linalg
from refimpl.engines.ball import Ball, Result, Undecidable

result = np.frompyfunc(Result, 1, 1)  # an array of arbs, made by operations, as one of balls


def _ball(value: Any) -> Ball:
    kind = type(value)
    if kind is Result or kind is Ball:
        return value  # balls are immutable: one may stand in many arrays
    return Result(value) if kind is float else Ball(value)


_each = np.frompyfunc(_ball, 1, 1)


def balls(value: Any) -> np.ndarray:
    """`value` as a plain object array of balls; TypeError where it holds anything but real numbers."""
    plain = np.asarray(value, object)
    array = np.empty(plain.shape, object)
    array[...] = _each(plain)
    return array


_ONE = arb(1)
_OPERATORS: dict[Any, Any] = {
    np.absolute: ball.absolute,
    np.negative: arb.__neg__,
    np.positive: arb.__pos__,
    np.conjugate: arb.__pos__,
    np.reciprocal: lambda x: ball.divide(_ONE, x),
    np.add: arb.__add__,
    np.subtract: arb.__sub__,
    np.multiply: arb.__mul__,
    np.divide: ball.divide,
    np.power: ball.power,
    np.maximum: lambda x, y: ball.certain("maximum", arb.max(x, y), x, y),
    np.minimum: lambda x, y: ball.certain("minimum", arb.min(x, y), x, y),
}
_OPERATORS |= {getattr(np, name): function for name, function in ball.FUNCTIONS.items()}
_DECISIONS: dict[Any, Any] = {
    np.less: ball.less,
    np.less_equal: ball.less_equal,
    np.greater: ball.greater,
    np.greater_equal: ball.greater_equal,
    np.equal: ball.equal,
    np.not_equal: ball.not_equal,
    np.isfinite: arb.is_finite,
}
_ELEMENTWISE = {
    ufunc: np.frompyfunc(function, ufunc.nin, 1) for ufunc, function in (_OPERATORS | _DECISIONS).items()
}
# the methods of ufuncs that are known, with their options, besides the plain call of the functions above
_OPTIONS: dict[Any, set[str]] = {
    (np.matmul, "__call__"): set(),
    **{(ufunc, "reduce"): {"axis", "keepdims"} for ufunc in (np.add, np.multiply, np.maximum, np.minimum)},
    (np.add, "accumulate"): {"axis"},
}


def apply(ufunc: Any, method: str, operands: Any, options: dict[str, Any]) -> Any:
    """The ufunc on object arrays of balls: another one, or a bool array for comparisons and isfinite.

    A single ball or bool where all operands have dimension 0. TypeError for ufuncs, methods and options that are
    not known to keep the radii.
    """
    if method == "__call__" and not options and ufunc in _ELEMENTWISE:  # nearly always
        found = _ELEMENTWISE[ufunc](*operands)
        if ufunc in _DECISIONS:
            return found.astype(bool) if isinstance(found, np.ndarray) else found
        return result(found) if isinstance(found, np.ndarray) else Result(found)
    plain = {"dtype": None, "where": True}  # what ndarray's methods pass along
    options = {name: value for name, value in options.items() if value is not plain.get(name, plain)}
    unknown = options.keys() - _OPTIONS.get((ufunc, method), set())
    if (ufunc, method) not in _OPTIONS or unknown:
        words = [f"np.{ufunc.__name__}", *([] if method == "__call__" else [method]), *unknown]
        raise TypeError(f"{' '.join(words)} has no rigorous ball version")
    if ufunc is np.matmul:
        return ball_linalg.matmul(*operands)
    if method == "reduce" and not operands[0].size:  # zero, one, or NumPy's own error
        return balls(ufunc.reduce(np.zeros(operands[0].shape), **options))[()]
    found = getattr(_ELEMENTWISE[ufunc], method)(*operands, **options)
    return result(found) if isinstance(found, np.ndarray) else Result(found)


def _reduction(ufunc: Any) -> Any:
    def reduce(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
        return apply(ufunc, "reduce", (balls(x),), {"axis": axis, "keepdims": keepdims})

    return reduce


def _constant_like(number: int) -> Any:
    def constant_like(x: Any) -> Any:
        return np.full(np.shape(x), number, object)

    return constant_like


def _mean(x: Any, axis: Any = None) -> Any:
    total = np.asarray(apply(np.add, "reduce", (balls(x),), {"axis": axis}), object)
    return np.asarray(total / (x.size // max(1, total.size)), object)


def _where(condition: Any, a: Any, b: Any) -> Any:
    if np.asarray(condition).dtype != bool:
        raise TypeError("the condition of np.where must be bool: compare the balls first")
    return np.where(condition, balls(a), balls(b))


def _outer(a: Any, b: Any) -> Any:
    return result(_ELEMENTWISE[np.multiply].outer(balls(a).ravel(), balls(b).ravel()))


def _argmin(x: Any) -> int:
    entries = list(balls(x).ravel())
    best = min(range(len(entries)), key=lambda i: entries[i].upper())  # no other can be the answer
    earlier = all(entries[best] < entry for entry in entries[:best])
    if earlier and all(entries[best] <= entry for entry in entries[best + 1 :]):
        return best
    raise Undecidable("the entries are not ordered at this precision")


def _cumsum(x: Any) -> Any:
    return apply(np.add, "accumulate", (balls(x).ravel(),), {})


def _sort(x: Any) -> Any:
    if np.ndim(x) != 1:
        raise TypeError(f"np.sort of balls must get a vector, got shape {np.shape(x)}")
    return balls(sorted(x))


def _linalg(function: Any) -> Any:
    return lambda *arrays: function(*map(balls, arrays))


_FUNCTIONS = {
    np.sum: _reduction(np.add),
    np.prod: _reduction(np.multiply),
    np.max: _reduction(np.maximum),
    np.min: _reduction(np.minimum),
    np.mean: _mean,
    np.cumsum: _cumsum,
    np.sort: _sort,
    np.argmin: _argmin,
    np.argmax: lambda x: _argmin(-balls(x)),
    np.zeros_like: _constant_like(0),
    np.ones_like: _constant_like(1),
    np.empty_like: _constant_like(0),
    np.where: _where,
    np.outer: _outer,
    np.dot: _linalg(ball_linalg.dot),
    np.linalg.solve: _linalg(ball_linalg.solve),
    np.linalg.inv: _linalg(ball_linalg.inv),
    np.linalg.eigh: _linalg(ball_linalg.eigh),
}
_MOVING = {  # these only move entries about; the gaps that they fill hold exact zeros
    *(
        np.copy,
        np.reshape,
        np.ravel,
        np.transpose,
        np.concatenate,
        np.stack,
        np.vstack,
        np.hstack,
        np.squeeze,
    ),
    *(np.expand_dims, np.broadcast_to, np.atleast_1d, np.atleast_2d, np.diag, np.diagonal, np.roll, np.flip),
    *(np.take, np.shape, np.ndim, np.size, np.tile, np.repeat, np.column_stack, np.tril, np.triu),
}


def call(function: Any, args: Any, kwargs: Any) -> Any:
    """The NumPy function on plain object arrays; TypeError where it is not on the white lists."""
    if function in _MOVING:
        return function(*args, **kwargs)
    if function not in _FUNCTIONS:
        raise TypeError(f"{function.__module__}.{function.__name__} has no rigorous ball version")
    return _FUNCTIONS[function](*args, **kwargs)
