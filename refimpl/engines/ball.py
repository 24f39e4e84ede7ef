"""Real numbers with a rigorous error radius: a thin layer over python-flint's `arb` that never guesses.

`arb` answers False to a comparison it cannot decide and NaN to a square root whose sign it cannot decide;
here both raise Undecidable. Precision is a setting of the whole process: see `precision`.
Source: F. Johansson, Arb: efficient arbitrary-precision midpoint-radius interval arithmetic, 2017.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb, ctx, fmpq


class Undecidable(ArithmeticError):
    """The radius is too large to decide a comparison, a sign or whether a function is defined."""


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Work with `bits` bits inside the block. The setting belongs to the process, not to a thread."""
    before = ctx.prec
    ctx.prec = bits
    try:
        yield
    finally:
        ctx.prec = before


def enclosure(value: Any) -> arb | None:
    """`value` as an arb, exact but for Fraction, or None where it is no real number of at most 64 bits."""
    if isinstance(value, Ball):
        return value.value
    if isinstance(value, arb):
        return value
    if isinstance(value, int | np.integer | np.bool_):
        return arb(int(value))
    if isinstance(value, float | np.float32 | np.float16):
        return arb(float(value))
    if isinstance(value, Fraction):
        return arb(fmpq(value.numerator, value.denominator))
    return None


def _certified(name: str, result: arb, *arguments: arb, outside: bool = False) -> Ball:
    """Wrap a result; one that only the radii of finite arguments made non-finite is Undecidable."""
    defined = result.is_finite() or outside or all(a.is_exact() for a in arguments)
    if not defined and all(a.is_finite() for a in arguments):
        raise Undecidable(f"{name} is not defined on all of {', '.join(map(str, arguments))}")
    made = Ball.__new__(Ball)  # without the conversions of __init__: this is where balls come from
    made.value = result
    return made


def _operation(name: str, apply: Callable[[arb, arb], arb]) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The method for `apply` and its reflected twin."""

    def method(self: Ball, other: Any) -> Ball:
        y = enclosure(other)
        return NotImplemented if y is None else _certified(name, apply(self.value, y), self.value, y)

    def reflected(self: Ball, other: Any) -> Ball:
        x = enclosure(other)
        return NotImplemented if x is None else _certified(name, apply(x, self.value), x, self.value)

    return method, reflected


def _comparison(symbol: str, holds: Callable[..., bool], fails: Callable[..., bool]) -> Callable[..., Any]:
    def method(self: Ball, other: Any) -> bool:
        second = enclosure(other)
        if second is None:
            return NotImplemented
        if holds(self.value, second):
            return True
        if fails(self.value, second):
            return False
        raise Undecidable(f"{self.value} {symbol} {second} is not decided at {ctx.prec} bits")

    return method


def _function(name: str, low: float | None = None, high: float | None = None) -> Callable[[Any], Any]:
    """A method for arb's function `name`, which is defined between `low` and `high`."""

    def method(self: Ball) -> Ball:
        x = self.value
        outside = (low is not None and x < low) or (high is not None and x > high)
        return _certified(name, getattr(x, name)(), x, outside=outside)

    return method


def _absolute(x: arb) -> arb:
    return arb(0).union(x.abs_upper()) if x.contains(0) else abs(x)


def _power(x: arb, y: arb) -> arb:
    exponent = y.unique_fmpz() if y.is_exact() else None
    if exponent is None or exponent <= 0 or not (x.is_finite() and x.contains(0)):
        return x**y
    n = int(exponent)  # arb's power is NaN for 0 +- r; it is monotone on either side of 0
    return arb(0).union(x.abs_upper() ** n) if n % 2 == 0 else (x.lower() ** n).union(x.upper() ** n)


class Ball:
    """An unknown real number within a known radius of a known midpoint. Immutable.

    Operations return a ball with all results on members of their arguments. Comparisons answer only when all
    members agree: `==` is True only for exact equal numbers. Functions are NaN where certainly undefined, and
    Undecidable where that depends on the member. `midpoint()` and `radius()` replace conversion to float.
    """

    __slots__ = ("value",)
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: Any) -> None:
        inner = enclosure(value)
        if inner is None:
            raise TypeError(f"a ball must come from a real number, got {type(value).__name__}")
        self.value = inner

    __add__, __radd__ = _operation("addition", operator.add)
    __sub__, __rsub__ = _operation("subtraction", operator.sub)
    __mul__, __rmul__ = _operation("multiplication", operator.mul)
    __truediv__, __rtruediv__ = _operation("division", operator.truediv)
    __pow__, __rpow__ = _operation("power", _power)
    maximum, minimum = _operation("maximum", arb.max)[0], _operation("minimum", arb.min)[0]

    __lt__ = _comparison("<", operator.lt, operator.ge)
    __le__ = _comparison("<=", operator.le, operator.gt)
    __gt__ = _comparison(">", operator.gt, operator.le)
    __ge__ = _comparison(">=", operator.ge, operator.lt)
    __eq__ = _comparison("==", operator.eq, operator.ne)
    __ne__ = _comparison("!=", operator.ne, operator.eq)

    sqrt, log, log1p = _function("sqrt", 0), _function("log", 0), _function("log1p", -1)
    exp, expm1, tanh = _function("exp"), _function("expm1"), _function("tanh")
    sin, cos, tan = _function("sin"), _function("cos"), _function("tan")
    sinh, cosh, arcsinh = _function("sinh"), _function("cosh"), _function("asinh")
    arctan, arcsin, arccos = _function("atan"), _function("asin", -1, 1), _function("acos", -1, 1)
    arccosh, arctanh = _function("acosh", 1), _function("atanh", -1, 1)

    def __neg__(self) -> Ball:
        return Ball(-self.value)

    def __pos__(self) -> Ball:
        return self

    def __abs__(self) -> Ball:
        return Ball(_absolute(self.value))

    def square(self) -> Ball:
        return self**2

    conjugate = __pos__

    def sign(self) -> Ball:
        """-1, 0 or 1, exactly; Undecidable where the sign is."""
        return Ball(int(self > 0) - int(self < 0))

    def __bool__(self) -> bool:
        return self != 0

    def __float__(self) -> float:
        raise TypeError("a ball does not convert to float, that drops its radius: use midpoint() or radius()")

    def is_finite(self) -> bool:
        """Whether midpoint and radius are finite numbers."""
        return self.value.is_finite()

    def midpoint(self) -> float:
        """The midpoint rounded to float64."""
        return float(self.value.mid())

    def radius(self) -> float:
        """Upper bound in float64 of the distance between `midpoint()` and any member; inf if not finite."""
        middle = self.midpoint()
        if not (self.is_finite() and np.isfinite(middle)):
            return float("inf")
        bound = (self.value - arb(middle)).abs_upper()
        rounded = float(bound)
        return rounded if rounded >= bound else float(np.nextafter(rounded, np.inf))

    def __repr__(self) -> str:
        return f"Ball({self.midpoint()!r} +/- {self.radius():.3g})"

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        from refimpl.engines.ball_array import dispatch_ufunc  # which needs Ball at import

        return dispatch_ufunc(ufunc, method, inputs, options)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        from refimpl.engines.ball_array import dispatch_function

        return dispatch_function(function, args, kwargs)
