"""Arrays of balls that answer NumPy's functions rigorously, and refuse the functions they do not know."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb

from refimpl.engines import ball_functions
from refimpl.engines.ball import Ball, Undecidable, precision


class BallArray(np.ndarray):
    """Array of balls (object dtype). Scalars come out as Ball, slices as BallArray; assignment takes numbers.

    Every entry is a Ball, always: what makes or fills such an array converts, so that operations need not.

    NumPy functions outside the white lists below raise TypeError, because an unknown function might drop
    the radii; conversion to a float array does too.
    """

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        return dispatch_ufunc(ufunc, method, inputs, options)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return dispatch_function(function, args, kwargs)

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        return found if isinstance(found, BallArray | Ball) else Ball(found)

    def __iter__(self) -> Iterator[Any]:
        return (self[i] for i in range(len(self)))

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, ball_functions.balls(value)[()])

    def fill(self, value: Any) -> None:
        self[...] = value

    def centre(self) -> BallArray:
        """The midpoints as exact balls."""
        return to_balls(_map(Ball.centre, self))

    def hull(self, other: Any) -> BallArray:
        """The least balls that hold these and those, entry by entry."""
        return to_balls(_map(Ball.hull, self, other))

    def argmin(self, *args: Any, **kwargs: Any) -> Any:
        return np.argmin(self, *args, **kwargs)

    def argmax(self, *args: Any, **kwargs: Any) -> Any:
        return np.argmax(self, *args, **kwargs)


def _plain(value: Any) -> Any:
    """Arguments with balls, as plain object arrays."""
    if isinstance(value, list | tuple):
        return tuple(map(_plain, value))
    return _operand(value) if isinstance(value, Ball | BallArray) else value


def _wrapped(result: Any) -> Any:
    """Object arrays as BallArray, those of dimension 0 as Ball; everything else as it is."""
    if isinstance(result, tuple):
        return tuple(map(_wrapped, result))
    if not isinstance(result, np.ndarray):
        return result
    if result.dtype != object:
        return result if result.ndim else result.item()
    return ball_functions.balls(result).view(BallArray) if result.ndim else Ball(result.item())


def dispatch_function(function: Any, args: Any, kwargs: Any) -> Any:
    """Apply a NumPy function to balls; TypeError for functions that are not known to be safe."""
    kwargs = {name: _plain(value) for name, value in kwargs.items()}
    return _wrapped(ball_functions.call(function, _plain(args), kwargs))


def _operand(value: Any) -> np.ndarray:
    return value.view(np.ndarray) if isinstance(value, BallArray) else ball_functions.balls(value)


def dispatch_ufunc(ufunc: Any, method: str, inputs: Any, options: Any) -> Any:
    """Apply a ufunc to balls; TypeError for ufuncs, methods and options that are not known to be safe."""
    (out,) = options.pop("out", (None,))
    result = ball_functions.apply(ufunc, method, [_operand(x) for x in inputs], options)
    if isinstance(result, np.ndarray) and result.dtype == object:
        result = result.view(BallArray)
    if out is None:
        return result
    if not isinstance(out, BallArray):
        raise TypeError(f"balls must be stored in a BallArray, got {type(out).__name__}")
    out[...] = result
    return out


_EXACT_BITS = 10_000  # enough for products and differences of midpoints to be exact; Undecidable if not


def to_balls(array: Any) -> BallArray:
    """The same numbers as exact balls; TypeError where an entry is no real number."""
    return ball_functions.balls(array).view(BallArray)


def midpoints(array: Any) -> np.ndarray:
    """Midpoints rounded to float64."""
    return _map(Ball.midpoint, array).astype(np.float64)


def radii(array: Any) -> np.ndarray:
    """Upper bounds of the distances from `midpoints(array)` to the numbers enclosed; inf if not finite."""
    return _map(Ball.radius, array).astype(np.float64)


def contains(array: Any, values: Any) -> np.ndarray:
    """Whether each ball holds the float or Fraction beside it. Undecidable for balls that are not finite."""
    return _map(_contains, array, values).astype(bool)


def overlaps(a: Any, b: Any) -> np.ndarray:
    """Whether enclosures meet: False proves two numbers different. Undecidable where one is not finite."""
    return _map(_overlaps, a, b).astype(bool)


def _map(function: Any, array: Any, *others: Any) -> np.ndarray:
    others = tuple(np.asarray(other, object) for other in others)
    return np.asarray(
        np.frompyfunc(function, 1 + len(others), 1)(ball_functions.balls(array), *others), object
    )


def _finite(ball: Ball) -> arb:
    if not ball.is_finite():
        raise Undecidable(f"{ball.value} encloses anything: it proves nothing")
    return ball


def _contains(ball: Ball, value: Any) -> bool:
    inner, exact = _finite(ball), Fraction(value)
    p, q = int(exact.numerator), int(exact.denominator)
    with precision(_EXACT_BITS):  # arb's own `contains` would first round the fraction
        return abs(Ball(inner.mid()) * q - p) <= Ball(inner.rad()) * q


def _overlaps(a: Ball, b: Any) -> bool:
    return _finite(a).overlaps(_finite(Ball(b)))
