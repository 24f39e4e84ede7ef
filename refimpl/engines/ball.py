"""Real numbers with a rigorous error radius: a thin layer over python-flint's `arb` that never guesses.

`arb` answers False to a comparison it cannot decide and NaN to a square root whose sign it cannot decide;
here both raise Undecidable. Precision is a setting of the whole process: see `precision`.
Source: F. Johansson, Arb: efficient arbitrary-precision midpoint-radius interval arithmetic, 2017.
"""

from __future__ import annotations

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
    if isinstance(value, arb):
        return value
    if isinstance(value, int | np.integer | np.bool_):
        return arb(int(value))
    if isinstance(value, float | np.float32 | np.float16):
        return arb(float(value))
    if isinstance(value, Fraction):
        return arb(fmpq(value.numerator, value.denominator))
    return None


# The functions below take and return plain arbs: the scalars wrap their results one by one, the arrays all at once.
# They call arb's methods by name, since a Ball, which is an arb too, answers operators by these functions.


def certain(name: str, result: arb, *arguments: arb, outside: bool = False) -> arb:
    """The result; one that only the radii of finite arguments made non-finite is Undecidable."""
    defined = result.is_finite() or outside or all(a.is_exact() for a in arguments)
    if not defined and all(a.is_finite() for a in arguments):
        raise Undecidable(f"{name} is not defined on all of {', '.join(map(str, arguments))}")
    return result


def divide(x: arb, y: arb) -> arb:
    """x / y."""
    return certain("division", arb.__truediv__(x, y), x, y)


def power(x: arb, y: arb) -> arb:
    """x^y, also for integer powers of balls that hold zero."""
    exponent = y.unique_fmpz() if y.is_exact() else None
    if exponent is None or exponent <= 0 or not (x.is_finite() and x.contains(0)):
        return certain("power", arb.__pow__(x, y), x, y)
    n = int(exponent)  # arb's power is NaN for 0 +- r; it is monotone on either side of 0
    return arb(0).union(x.abs_upper() ** n) if n % 2 == 0 else (x.lower() ** n).union(x.upper() ** n)


def absolute(x: arb) -> arb:
    """|x|."""
    return arb(0).union(x.abs_upper()) if x.contains(0) else arb.__abs__(x)


def square(x: arb) -> arb:
    """x^2, never negative."""
    return power(x, arb(2))


def sign(x: arb) -> arb:
    """-1, 0 or 1, exactly; Undecidable where the sign is."""
    return arb(int(greater(x, 0)) - int(less(x, 0)))


def floor(x: arb) -> arb:
    """The largest integer below, exactly; Undecidable where members have different ones."""
    whole = arb.floor(x).unique_fmpz()
    if whole is None:
        raise Undecidable(f"the integer part of {arb(x)} depends on the member")
    return arb(whole)


def _function(name: str, low: float | None = None, high: float | None = None) -> Callable[[arb], arb]:
    """arb's function `name`, which is defined between `low` and `high`."""
    apply = getattr(arb, name)

    def function(x: arb) -> arb:
        result = apply(x)
        if result.is_finite():
            return result
        outside = (low is not None and arb.__lt__(x, low)) or (high is not None and arb.__gt__(x, high))
        return certain(name, result, x, outside=outside)

    return function


FUNCTIONS = {
    "sqrt": _function("sqrt", 0), "log": _function("log", 0), "log1p": _function("log1p", -1),
    "arcsin": _function("asin", -1, 1), "arccos": _function("acos", -1, 1), "arctan": _function("atan"),
    "arccosh": _function("acosh", 1), "arctanh": _function("atanh", -1, 1), "arcsinh": _function("asinh"),
    **{name: _function(name) for name in ("exp", "expm1", "sin", "cos", "tan", "sinh", "cosh", "tanh")},
    "square": square, "sign": sign, "floor": floor,
}  # fmt: skip


def _comparison(symbol: str, holds: Callable[..., bool], fails: Callable[..., bool]) -> Callable[..., bool]:
    def decided(x: arb, y: arb | int) -> bool:
        if holds(x, y):
            return True
        if fails(x, y):
            return False
        raise Undecidable(f"{arb(x)} {symbol} {arb(y)} is not decided at {ctx.prec} bits")

    return decided


less = _comparison("<", arb.__lt__, arb.__ge__)
less_equal = _comparison("<=", arb.__le__, arb.__gt__)
greater = _comparison(">", arb.__gt__, arb.__le__)
greater_equal = _comparison(">=", arb.__ge__, arb.__lt__)
equal = _comparison("==", arb.__eq__, arb.__ne__)
not_equal = _comparison("!=", arb.__ne__, arb.__eq__)


def _binary(apply: Callable[[arb, arb], Any], wrap: bool = True) -> Callable[[Any, Any], Any]:
    """A method of Ball that takes any real number as its other argument."""

    def method(self: Ball, other: Any) -> Any:
        y = enclosure(other)
        if y is None:
            return NotImplemented
        return Result(apply(self, y)) if wrap else apply(self, y)

    return method


def _reflected(apply: Callable[[arb, arb], arb]) -> Callable[[Any, Any], Any]:
    return _binary(lambda y, x: apply(x, y))


def _unary(apply: Callable[[arb], arb]) -> Callable[[Any], Any]:
    return lambda self: Result(apply(self))


class Ball(arb):
    """An unknown real number within a known radius of a known midpoint. Immutable.

    Operations return a ball with all results on members of their arguments. Comparisons answer only when all
    members agree: `==` is True only for exact equal numbers. Functions are NaN where certainly undefined, and
    Undecidable where that depends on the member. `midpoint()` and `radius()` replace conversion to float.
    """

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]

    def __init__(self, value: Any) -> None:
        inner = enclosure(value)
        if inner is None:
            raise TypeError(f"a ball must come from a real number, got {type(value).__name__}")
        super().__init__(inner)

    # finite sums and products of balls are finite: there is nothing to certify
    __add__, __radd__ = _binary(arb.__add__), _reflected(arb.__add__)
    __sub__, __rsub__ = _binary(arb.__sub__), _reflected(arb.__sub__)
    __mul__, __rmul__ = _binary(arb.__mul__), _reflected(arb.__mul__)
    __truediv__, __rtruediv__ = _binary(divide), _reflected(divide)
    __pow__, __rpow__ = _binary(power), _reflected(power)

    __lt__, __le__ = _binary(less, wrap=False), _binary(less_equal, wrap=False)
    __gt__, __ge__ = _binary(greater, wrap=False), _binary(greater_equal, wrap=False)
    __eq__, __ne__ = _binary(equal, wrap=False), _binary(not_equal, wrap=False)

    __neg__, __abs__ = _unary(arb.__neg__), _unary(absolute)

    def __pos__(self) -> Ball:
        return self

    def __bool__(self) -> bool:
        return not_equal(self, 0)

    def __float__(self) -> float:
        raise TypeError("a ball does not convert to float, that drops its radius: use midpoint() or radius()")

    @property
    def value(self) -> arb:
        """The same ball as a plain arb, which guesses."""
        return arb(self)

    def midpoint(self) -> float:
        """The midpoint rounded to float64."""
        return float(self.mid())

    def radius(self) -> float:
        """Upper bound in float64 of the distance between `midpoint()` and any member; inf if not finite."""
        middle = self.midpoint()
        if not (self.is_finite() and np.isfinite(middle)):
            return float("inf")
        bound = arb.__sub__(self, arb(middle)).abs_upper()
        rounded = float(bound)
        return rounded if rounded >= bound else float(np.nextafter(rounded, np.inf))

    def centre(self) -> Ball:
        """The midpoint as an exact ball."""
        return Ball(self.value.mid())

    def hull(self, other: Any) -> Ball:
        """The least ball that holds this one and the other number."""
        return Ball(self.value.union(Ball(other).value))

    def normal_density(self) -> Ball:
        """exp(-z^2/2) / sqrt(2 pi)."""
        return Result(arb.__truediv__(arb.exp(-square(self) / 2), arb.sqrt(2 * arb.pi())))

    def normal_cdf(self) -> Ball:
        """erfc(-z / sqrt 2) / 2."""
        return Result(arb.erfc(arb.__truediv__(-self.value, arb.sqrt(arb(2)))) / 2)

    def __repr__(self) -> str:
        return f"Ball({self.midpoint()!r} +/- {self.radius():.3g})"

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        from refimpl.engines.ball_array import dispatch_ufunc  # which needs Ball at import

        return dispatch_ufunc(ufunc, method, inputs, options)

    def __array_function__(self, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
        from refimpl.engines.ball_array import dispatch_function

        return dispatch_function(function, args, kwargs)


# those that arb has under the same name would return arbs, which guess
for _name, _apply in FUNCTIONS.items():
    setattr(Ball, _name, _unary(_apply))


class Result(Ball):
    """A ball made by an operation: arb's own constructor, since there is nothing to check."""

    __slots__ = ()
    __init__ = arb.__init__
