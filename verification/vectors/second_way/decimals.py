"""Vectors and matrices of decimals, by loops over lists: arithmetic that shares nothing with the engines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from itertools import combinations
from typing import Any

DIGITS = 80
# 0/0 is NaN and 1/0 infinite, as in floating point: some mistakes are known by their NaN
PRECISE = Context(prec=DIGITS)
for signal in (InvalidOperation, DivisionByZero, Overflow):
    PRECISE.traps[signal] = False
SMALL = Decimal("1e-150")  # of the squares: what an off-diagonal entry below leaves is beyond 80 digits
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


def outer(a: Vector, b: Vector) -> Matrix:
    """a b'."""
    return Matrix(v * b for v in a)


def product(A: Matrix, B: Matrix) -> Matrix:
    """A B."""
    columns = B.T
    return Matrix(columns @ row for row in A.rows)


def eigen(H: Matrix) -> list[tuple[Decimal, Vector]]:
    """Eigenvalues, ascending, with orthonormal eigenvectors of a symmetric matrix, by Jacobi's rotations."""
    A, V = H, identity(len(H.rows))
    pairs = list(combinations(range(len(H.rows)), 2))
    while sum((A.rows[i].entries[j] ** 2 for i, j in pairs), Decimal(0)) > SMALL * sum(v @ v for v in H.rows):
        for i, j in pairs:
            J = rotation(A, i, j)
            A, V = product(J.T, product(A, J)), product(V, J)
    found = [(A.rows[i].entries[i], v) for i, v in enumerate(V.T.rows)]
    return sorted(found, key=lambda pair: pair[0])


def rotation(A: Matrix, i: int, j: int) -> Matrix:
    """The rotation J for which entry (i, j) of J'AJ is 0."""
    rows = [list(row) for row in identity(len(A.rows)).rows]
    off = A.rows[i].entries[j]
    if off:
        theta = (A.rows[j].entries[j] - A.rows[i].entries[i]) / (2 * off)
        t = (1 if theta >= 0 else -1) / (abs(theta) + (theta * theta + 1).sqrt())
        c = 1 / (t * t + 1).sqrt()
        rows[i][i], rows[i][j], rows[j][i], rows[j][j] = c, t * c, -t * c, c
    return Matrix(rows)


def of_eigenvalues(H: Matrix, function: Callable[[Decimal], Decimal]) -> Matrix:
    """V diag(function(w)) V' of H = V diag(w) V'."""
    found = 0 * H
    for w, v in eigen(H):
        found += function(w) * outer(v, v)
    return found
