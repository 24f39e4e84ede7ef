"""Vectors and matrices of decimals, by loops over lists: arithmetic that shares nothing with the engines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from typing import Any

DIGITS = 80
# 0/0 is NaN and 1/0 infinite, as in floating point: some mistakes are known by their NaN
PRECISE = Context(prec=DIGITS)
for signal in (InvalidOperation, DivisionByZero, Overflow):
    PRECISE.traps[signal] = False
CENT = Decimal.from_float(1.02)  # the float64 number that mistakes of 2 % multiply by, exactly


def precise() -> Any:
    """A context of 80 digits in which undefined operations give NaN."""
    return localcontext(PRECISE)


class Vector:
    """Decimals with +, -, products with numbers, and `@` for the inner product."""

    __slots__ = ("entries",)

    def __init__(self, entries: Iterable[Any]) -> None:
        self.entries = tuple(map(Decimal, entries))

    def __iter__(self) -> Iterator[Decimal]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    def __add__(self, other: Vector) -> Vector:
        return Vector(a + b for a, b in zip(self, other, strict=True))

    def __sub__(self, other: Vector) -> Vector:
        return self + -1 * other

    def __neg__(self) -> Vector:
        return -1 * self

    def __rmul__(self, number: Decimal | int) -> Vector:
        return Vector(number * a for a in self)

    def __truediv__(self, number: Decimal | int) -> Vector:
        return Vector(a / number for a in self)

    def __matmul__(self, other: Vector) -> Decimal:
        return sum((a * b for a, b in zip(self, other, strict=True)), Decimal(0))


class Matrix:
    """Rows of decimals with +, products with numbers, and `@` for the product with a vector."""

    __slots__ = ("rows",)

    def __init__(self, rows: Iterable[Any]) -> None:
        self.rows = tuple(row if isinstance(row, Vector) else Vector(row) for row in rows)

    @property
    def T(self) -> Matrix:
        """The transpose."""
        return Matrix(zip(*self.rows, strict=True))

    def __add__(self, other: Matrix) -> Matrix:
        return Matrix(a + b for a, b in zip(self.rows, other.rows, strict=True))

    def __rmul__(self, number: Decimal | int) -> Matrix:
        return Matrix(number * row for row in self.rows)

    def __matmul__(self, v: Vector) -> Vector:
        return Vector(row @ v for row in self.rows)


def repeated(step: Callable[..., Vector]) -> Callable[..., Iterator[Vector]]:
    """The iterates of a method without memory and without draws, from its step (problem, parameters, x) -> x+."""

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        while True:
            x = step(o, p, x)
            yield x

    return iterates


def zero(v: Vector) -> Vector:
    """The zero vector of that length."""
    return 0 * v


def norm(v: Vector) -> Decimal:
    """Euclidean length."""
    return (v @ v).sqrt()


def unit(v: Vector) -> Vector:
    """v/|v|, and 0 where v = 0."""
    return v / norm(v) if norm(v) else v


def root(a: Decimal, n: int) -> Decimal:
    """a^(1/n) of a positive number."""
    return (a.ln() / n).exp()


def identity(d: int) -> Matrix:
    """The identity of that dimension."""
    return Matrix([int(i == j) for j in range(d)] for i in range(d))


def diagonal(H: Matrix) -> Matrix:
    """H without its off-diagonal entries."""
    return Matrix([a if i == j else 0 for j, a in enumerate(row)] for i, row in enumerate(H.rows))


def solve(H: Matrix, v: Vector) -> Vector:
    """H^{-1} v by elimination with row exchanges."""
    rows = [[*row, b] for row, b in zip(H.rows, v, strict=True)]
    for k in range(len(rows)):
        pivot = max(range(k, len(rows)), key=lambda i: abs(rows[i][k]))
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [a / rows[k][k] for a in rows[k]]
        for i, row in enumerate(rows):
            if i != k:
                rows[i] = [a - row[k] * b for a, b in zip(row, rows[k])]
    return Vector(row[-1] for row in rows)
