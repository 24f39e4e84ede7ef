"""Derivatives of polynomials by dual numbers over decimals or fractions: forwards, direction by direction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Dual:
    """value + slope eps with eps^2 = 0."""

    __slots__ = ("slope", "value")

    def __init__(self, value: Any, slope: Any = 0) -> None:
        self.value, self.slope = value, slope

    def __add__(self, other: Any) -> Dual:
        b = lifted(other)
        return Dual(self.value + b.value, self.slope + b.slope)

    def __sub__(self, other: Any) -> Dual:
        b = lifted(other)
        return Dual(self.value - b.value, self.slope - b.slope)

    def __mul__(self, other: Any) -> Dual:
        b = lifted(other)
        return Dual(self.value * b.value, self.value * b.slope + self.slope * b.value)

    __radd__, __rmul__ = __add__, __mul__


def lifted(a: Any) -> Dual:
    """A constant, or the dual number itself."""
    return a if isinstance(a, Dual) else Dual(a)


def gradient(f: Callable[[list[Any]], Any], x: list[Any]) -> list[Any]:
    """The gradient of f at x, one direction after the other."""
    return [f([Dual(v, int(i == j)) for j, v in enumerate(x)]).slope for i in range(len(x))]
