"""Two quadratic levels in exact arithmetic: lists of fractions or decimals, no call of this library's oracles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

Vector = list[Any]
Matrix = list[list[Any]]


def times(M: Matrix, v: Vector) -> Vector:
    """M v."""
    return [sum((a * w for a, w in zip(row, v, strict=True)), 0 * v[0]) for row in M]


def dot(a: Vector, b: Vector) -> Any:
    """a'b."""
    return sum((v * w for v, w in zip(a, b, strict=True)), 0 * a[0])


def plus(a: Vector, b: Vector, factor: Any = 1) -> Vector:
    """a + factor b."""
    return [v + factor * w for v, w in zip(a, b, strict=True)]


def turned(M: Matrix) -> Matrix:
    """M'."""
    return [list(column) for column in zip(*M, strict=True)]


def scaled(a: Vector, factor: Any) -> Vector:
    """factor a."""
    return [factor * v for v in a]


def matrix_times(M: Matrix, N: Matrix) -> Matrix:
    """M N."""
    return turned([times(M, column) for column in turned(N)])


def clipped(a: Vector, low: Vector, high: Vector) -> Vector:
    """The projection on a box."""
    return [min(max(v, lo), hi) for v, lo, hi in zip(a, low, high, strict=True)]


class Levels(NamedTuple):
    """g = x'Rx/2 + y'Ay/2 - y'Bx + c'x + e'y, f = x'Px/2 + x'Cy + y'Qy/2 - p'x - q'y."""

    A: Matrix
    B: Matrix
    R: Matrix
    P: Matrix
    C: Matrix
    Q: Matrix
    p: Vector
    q: Vector
    c: Vector
    e: Vector

    def upper_x(self, x: Vector, y: Vector) -> Vector:
        """f_x."""
        return plus(plus(times(self.P, x), times(self.C, y)), self.p, -1)

    def upper_y(self, x: Vector, y: Vector) -> Vector:
        """f_y."""
        return plus(plus(times(turned(self.C), x), times(self.Q, y)), self.q, -1)

    def lower_x(self, x: Vector, y: Vector) -> Vector:
        """g_x."""
        return plus(plus(times(self.R, x), times(turned(self.B), y), -1), self.c)

    def lower_y(self, x: Vector, y: Vector) -> Vector:
        """g_y."""
        return plus(plus(times(self.A, y), times(self.B, x), -1), self.e)


def exact(value: Any, number: Callable[[float], Any] = Fraction) -> Any:
    """An array as nested lists of exact numbers."""
    return [exact(v, number) for v in value] if np.ndim(value) else number(float(value))


def levels(problem: Any, number: Callable[[float], Any] = Fraction) -> Levels:
    """A `QuadraticLevels` in exact numbers."""
    A, B, R, P, C, Q, p, q = (
        exact(getattr(problem, name), number) for name in ("A", "B", "R", "P", "C", "Q", "p", "q")
    )
    return Levels(A, B, R, P, C, Q, p, q, [number(0.0) for _ in p], [number(0.0) for _ in q])


def realisations(problem: Any, draws: Sequence[float], number: Callable[[float], Any]) -> Iterator[Levels]:
    """The levels of a `NoisyLevels` with the linear terms of one draw after the other."""
    base, source = levels(problem.objective, number), iter(draws)

    def shifts(scale: float, n: int) -> Vector:
        return [number(scale) * number(next(source)) for _ in range(n)]

    dx, dy = len(base.p), len(base.q)
    while True:
        a, b = shifts(problem.upper_noise, dx), shifts(problem.upper_noise, dy)
        c, e = shifts(problem.lower_noise, dx), shifts(problem.lower_noise, dy)
        yield base._replace(p=plus(base.p, a, -1), q=plus(base.q, b, -1), c=c, e=e)


def root(value: Any, p: int, q: int) -> Decimal:
    """value^(p/q) of a positive decimal, in the current context."""
    return (value.ln() * p / q).exp()


class Curved(NamedTuple):
    """f = |x|^2/8 + x'Cy + |y|^2/4 + sum (y + E'x)^4/32, g = |x|^2/2 + x'Dy + y'Ay/2 + sum (y - E'x)^4/32."""

    A: Matrix
    C: Matrix
    D: Matrix
    E: Matrix

    def _u(self, x: Vector, y: Vector, sign: int) -> Vector:
        return plus(y, times(turned(self.E), x), sign)

    def upper_x(self, x: Vector, y: Vector) -> Vector:
        """f_x."""
        cubes = [u * u * u / 8 for u in self._u(x, y, 1)]
        return plus(plus(scaled(x, 1 / (4 + 0 * x[0])), times(self.C, y)), times(self.E, cubes))

    def upper_y(self, x: Vector, y: Vector) -> Vector:
        """f_y."""
        cubes = [u * u * u / 8 for u in self._u(x, y, 1)]
        return plus(plus(times(turned(self.C), x), [v / 2 for v in y]), cubes)

    def lower_x(self, x: Vector, y: Vector) -> Vector:
        """g_x."""
        cubes = [u * u * u / 8 for u in self._u(x, y, -1)]
        return plus(plus(x, times(self.D, y)), times(self.E, cubes), -1)

    def lower_y(self, x: Vector, y: Vector) -> Vector:
        """g_y."""
        cubes = [u * u * u / 8 for u in self._u(x, y, -1)]
        return plus(plus(times(turned(self.D), x), times(self.A, y)), cubes)

    def curvatures(self, x: Vector, y: Vector) -> tuple[Matrix, Matrix, Matrix, Matrix]:
        """f_yy, f_xy, g_yy, g_xy with rows x."""
        up, low = ([3 * u * u / 8 for u in self._u(x, y, sign)] for sign in (1, -1))
        half = 1 / (2 + 0 * x[0])
        f_yy = [[(half + w if i == j else 0 * w) for j in range(len(y))] for i, w in enumerate(up)]
        g_yy = [[a + (low[i] if i == j else 0) for j, a in enumerate(row)] for i, row in enumerate(self.A)]
        f_xy = [
            [c + e * w for c, e, w in zip(*rows, up, strict=True)]
            for rows in zip(self.C, self.E, strict=True)
        ]
        g_xy = [
            [d - e * w for d, e, w in zip(*rows, low, strict=True)]
            for rows in zip(self.D, self.E, strict=True)
        ]
        return f_yy, f_xy, g_yy, g_xy


def curved(problem: Any, number: Callable[[float], Any] = Fraction) -> Curved:
    """A `CurvedLevels` in exact numbers."""
    return Curved(*(exact(getattr(problem, name), number) for name in "ACDE"))
