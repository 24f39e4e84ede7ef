"""Dual numbers: one evaluation of a function carries its value and its derivative along a direction.

Source      Baydin, Pearlmutter, Syme, Wood & Torr 2022, section 2 (forward mode).
Rules       (a, a') stands for a + a' e with e^2 = 0:  sums entry by entry;  (a, a')(b, b') = (ab, ab' + a'b);
            (a, a')/(b, b') = (a/b, (a' - (a/b) b')/b);  phi(a, a') = (phi(a), phi'(a) a').
Guarantee   f evaluated on (x_i, v_i) is (f(x), grad f(x)'v), by the chain rule, exactly in the arithmetic of the parts.
Cost        at most four operations for one; the tangent of every intermediate value.
Departures  an object of its own, not a number type of an engine: methods take the derivative from a problem's oracle.
            At a kink the derivative is that of the branch that a comparison takes.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np


class Dual:
    """Value and tangent, of floats or Fractions; NumPy's functions act on object arrays of them."""

    __slots__ = ("tangent", "value")

    def __init__(self, value: Any, tangent: Any = 0) -> None:
        self.value, self.tangent = value, tangent

    def __add__(self, other: Any) -> Any:
        other = self._of(other)
        return type(self)(self.value + other.value, self.tangent + other.tangent)

    def __mul__(self, other: Any) -> Any:
        other = self._of(other)
        return type(self)(self.value * other.value, self.value * other.tangent + self.tangent * other.value)

    def __neg__(self) -> Any:
        return type(self)(-self.value, -self.tangent)

    def __sub__(self, other: Any) -> Any:
        return self + -self._of(other)

    def __rsub__(self, other: Any) -> Any:
        return self._of(other) - self

    def __truediv__(self, other: Any) -> Any:
        other = self._of(other)
        quotient = self.value / other.value
        return type(self)(quotient, (self.tangent - quotient * other.tangent) / other.value)

    def __rtruediv__(self, other: Any) -> Any:
        return self._of(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def __abs__(self) -> Any:
        return -self if self.value < 0 else self

    def __lt__(self, other: Any) -> Any:
        return self.value < self._of(other).value

    def __gt__(self, other: Any) -> Any:
        return self.value > self._of(other).value

    def __le__(self, other: Any) -> Any:
        return self.value <= self._of(other).value

    def __ge__(self, other: Any) -> Any:
        return self.value >= self._of(other).value

    def exp(self) -> Any:
        """e^a."""
        return self.chain(math.exp(self.value), math.exp(self.value))

    def log(self) -> Any:
        """log a."""
        return self.chain(math.log(self.value), 1 / self.value)

    def log1p(self) -> Any:
        """log(1 + a)."""
        return self.chain(math.log1p(self.value), 1 / (1 + self.value))

    def tanh(self) -> Any:
        """tanh a."""
        t = math.tanh(self.value)
        return self.chain(t, 1 - t * t)

    def sqrt(self) -> Any:
        """The square root of a > 0."""
        root = math.sqrt(self.value)
        return self.chain(root, 1 / (2 * root))

    def chain(self, value: Any, derivative: Any) -> Any:
        """phi(a) = `value` with phi'(a) = `derivative`."""
        return type(self)(value, derivative * self.tangent)

    def _of(self, other: Any) -> Any:
        return other if isinstance(other, Dual) else type(self)(other)


def directional_derivative(function: Any, x: Any, v: Any, number: Any = Dual) -> tuple[Any, Any]:
    """f(x) and grad f(x)'v in one evaluation, for entries of x and v (d,) of one kind; `number` is the arithmetic."""
    seeded = np.empty(len(x), object)
    seeded[:] = [number(a, b) for a, b in zip(x, v, strict=True)]
    found = function(seeded)
    return found.value, found.tangent
