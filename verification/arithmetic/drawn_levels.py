"""Draws of two curved levels in lists of decimals, and what methods on hyper-gradients do with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from verification.arithmetic.levels import Curved, Matrix, Vector, curved, plus, scaled, times


class Drawn(NamedTuple):
    """The levels with the linear terms a'x + b'y of f and e'y of g."""

    levels: Curved
    a: Vector
    b: Vector
    e: Vector

    def upper_x(self, x: Vector, y: Vector) -> Vector:
        """f_x."""
        return plus(self.levels.upper_x(x, y), self.a)

    def upper_y(self, x: Vector, y: Vector) -> Vector:
        """f_y."""
        return plus(self.levels.upper_y(x, y), self.b)

    def lower_y(self, x: Vector, y: Vector) -> Vector:
        """g_y."""
        return plus(self.levels.lower_y(x, y), self.e)

    def lower_yy(self, x: Vector, y: Vector) -> Matrix:
        """g_yy."""
        return self.levels.curvatures(x, y)[2]

    def lower_xy(self, x: Vector, y: Vector) -> Matrix:
        """g_xy, rows x."""
        return self.levels.curvatures(x, y)[3]


def draws_of(problem: Any, draws: Iterable[float]) -> Iterator[Drawn]:
    """The realisations of a `NoisyLevels` of `CurvedLevels` on recorded normals, one after the other."""
    base, source = curved(problem.objective, Decimal), iter(draws)
    dx, dy = problem.dimension(), problem.lower_dimension()

    def shift(scale: float, n: int) -> Vector:
        return [Decimal(scale) * Decimal(next(source)) for _ in range(n)]

    while True:
        a, b = shift(problem.upper_noise, dx), shift(problem.upper_noise, dy)
        shift(problem.lower_noise, dx)  # of g in x, which no method here asks for
        yield Drawn(base, a, b, shift(problem.lower_noise, dy))


def stepped(draws: Iterator[Drawn], x: Vector, y: Vector, gamma: Decimal, count: int) -> Vector:
    """y after so many lower steps."""
    for _ in range(count):
        y = plus(y, next(draws).lower_y(x, y), -gamma)
    return y


def products(
    draws: Iterator[Drawn], x: Vector, y: Vector, v: Vector, nu: Decimal, count: int
) -> list[Vector]:
    """v, (I - nu H_1) v, (I - nu H_2) (I - nu H_1) v, ..., with `count` factors in the last."""
    found = [v]
    for _ in range(count):
        found.append(plus(found[-1], times(next(draws).lower_yy(x, y), found[-1]), -nu))
    return found


def series(draws: Iterator[Drawn], x: Vector, y: Vector, v: Vector, nu: Decimal, terms: int) -> Vector:
    """nu times the sum of the first `terms` products."""
    columns = zip(*products(draws, x, y, v, nu, terms - 1), strict=True)
    return scaled([sum(column, Decimal(0)) for column in columns], nu)


def direction(draws: Iterator[Drawn], x: Vector, y: Vector, adjoint: Callable[[Vector], Vector]) -> Vector:
    """f_x - g_xy adjoint(f_y)."""
    upper = next(draws)
    q = adjoint(upper.upper_y(x, y))
    return plus(upper.upper_x(x, y), times(next(draws).lower_xy(x, y), q), -1)
