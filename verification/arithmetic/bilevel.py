"""A bilevel problem with cubic derivatives and its oracles as lists: independent of the library's problems.

Lower level y'Ay/2 + x'Dy + sum u_j^4/4 with u = y + E'x, upper level |x|^2/8 + x'Cy + |y|^2/4: every first and second
derivative needs both variables, and all are polynomials.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

import numpy as np

Vector = list[Decimal]
Matrix = list[list[Decimal]]

A = ((3, 1, 0), (1, 2, -1), (0, -1, 4))
C = ((1, -2, 0), (3, 1, -1))
D = ((2, 0, -1), (1, -1, 1))
E = ((1, 0, 1), (0, -1, 1))
X0, START = (0.5, -0.25), (0.25, 0.5, -0.5)


class CurvedBilevel(NamedTuple):
    """The problem for the library; `A` (dy, dy), `C`, `D`, `E` (dx, dy)."""

    A: Any
    C: Any
    D: Any
    E: Any

    def dimension(self):
        return self.C.shape[0]

    def lower_dimension(self):
        return self.C.shape[1]

    def vector(self, y):
        """A number is told from the lower vector that it stands for by its effect, not by an exception."""
        return np.zeros_like(self.A[0]) + y

    def argument(self, x, y):
        """u = y + E'x."""
        return self.vector(y) + self.E.T @ x

    def upper(self, x, y):
        y = self.vector(y)
        return np.dot(x, x) / 8 + np.dot(x, self.C @ y) + np.dot(y, y) / 4

    def upper_x(self, x, y):
        return x / 4 + self.C @ self.vector(y)

    def upper_y(self, x, y):
        return self.C.T @ x + self.vector(y) / 2

    def lower_x(self, x, y):
        u = self.argument(x, y)
        return self.D @ self.vector(y) + self.E @ (u * u * u)

    def lower_y(self, x, y):
        u = self.argument(x, y)
        return self.A @ self.vector(y) + self.D.T @ x + u * u * u

    def lower_yy(self, x, y):
        u = self.argument(x, y)
        return self.A + 3 * np.diag(u * u)

    def lower_xy(self, x, y):
        u = self.argument(x, y)
        return self.D + 3 * self.E * (u * u)

    def lower_yy_vector(self, x, y, v):
        return self.lower_yy(x, y) @ self.vector(v)

    def lower_xy_vector(self, x, y, v):
        return self.lower_xy(x, y) @ self.vector(v)


def curved() -> CurvedBilevel:
    """The instance of the tables above."""
    return CurvedBilevel(*(np.array(M, float) for M in (A, C, D, E)))


def decimals(values: Any) -> Vector:
    """Exact decimals of floats."""
    return [Decimal(v) for v in values]


def times(M: Any, v: Vector) -> Vector:
    """M v."""
    return [sum((a * w for a, w in zip(row, v)), Decimal(0)) for row in M]


def transposed(M: Any) -> list[list[Any]]:
    """M'."""
    return [list(column) for column in zip(*M)]


def plus(a: Vector, b: Vector, factor: Any = 1) -> Vector:
    """a + factor b."""
    return [v + factor * w for v, w in zip(a, b)]


def dot(a: Vector, b: Vector) -> Decimal:
    """a'b."""
    return sum((v * w for v, w in zip(a, b)), Decimal(0))


def solve(M: Matrix, b: Vector) -> Vector:
    """M^{-1} b by Gauss-Jordan elimination without pivoting; M positive definite."""
    n = len(b)
    rows = [[Decimal(v) for v in row] + [b[i]] for i, row in enumerate(M)]
    for i in range(n):
        rows[i] = [v / rows[i][i] for v in rows[i]]
        for j in range(n):
            if j != i:
                rows[j] = plus(rows[j], rows[i], -rows[j][i])
    return [row[n] for row in rows]


def upper_x(x: Vector, y: Vector) -> Vector:
    """f_x."""
    return plus(times(C, y), x, Decimal("0.25"))


def upper_y(x: Vector, y: Vector) -> Vector:
    """f_y."""
    return plus(times(transposed(C), x), y, Decimal("0.5"))


def _u(x: Vector, y: Vector) -> Vector:
    return plus(y, times(transposed(E), x))


def lower_y(x: Vector, y: Vector) -> Vector:
    """g_y."""
    linear = plus(times(A, y), times(transposed(D), x))
    return plus(linear, [u**3 for u in _u(x, y)])


def lower_yy(x: Vector, y: Vector) -> Matrix:
    """g_yy."""
    u = _u(x, y)
    return [
        [Decimal(a) + (3 * u[i] ** 2 if i == j else 0) for j, a in enumerate(row)] for i, row in enumerate(A)
    ]


def lower_xy(x: Vector, y: Vector) -> Matrix:
    """g_xy, rows x."""
    u = _u(x, y)
    return [[d + 3 * e * v**2 for d, e, v in zip(*rows, u)] for rows in zip(D, E)]


def descended(x: Vector, y: Vector, step_size: Decimal) -> Vector:
    """One gradient step of the lower level."""
    return plus(y, lower_y(x, y), -step_size)


def hypergradient(x: Vector, y: Vector, q: Vector) -> Vector:
    """f_x - g_xy q."""
    return plus(upper_x(x, y), times(lower_xy(x, y), q), -1)


def upper(x: Vector, y: Vector) -> Decimal:
    """f."""
    return dot(x, x) / 8 + dot(x, times(C, y)) + dot(y, y) / 4


def unrolled(x: Vector, y: Vector, step_size: Decimal, count: int) -> list[Vector]:
    """The lower iterates y_0, ..., y_count."""
    ys = [y]
    for _ in range(count):
        ys.append(descended(x, ys[-1], step_size))
    return ys


def solved(x: Vector, y: Vector, step_size: Decimal, tolerance: Decimal, most: int = 50) -> Vector:
    """Lower gradient steps from y until |g_y| <= tolerance, at most so many."""
    for _ in range(most):
        g = lower_y(x, y)
        if dot(g, g).sqrt() <= tolerance:
            break
        y = plus(y, g, -step_size)
    return y


def conjugate(H: Matrix, b: Vector, q: Vector, e: Decimal) -> Vector:
    """Conjugate gradients from q until |b - Hq| <= e, by residuals formed anew and A-orthogonalisation."""
    done: list[Vector] = []
    for _ in range(3):
        r = plus(b, times(H, q), -1)
        if dot(r, r) <= e * e:
            break
        p = r
        for d in done:
            p = plus(p, d, -dot(r, times(H, d)) / dot(d, times(H, d)))
        q = plus(q, p, dot(r, p) / dot(p, times(H, p)))
        done.append(p)
    return q


def solution(x: Vector, y: Vector) -> Vector:
    """argmin g(x, .) by Newton steps from y, to the last digits of the context."""
    for _ in range(12):
        y = plus(y, solve(lower_yy(x, y), lower_y(x, y)), -1)
    return y


def unrolled_gradient(x: Vector, y: Vector, step_size: Decimal, count: int) -> list[float]:
    """Gradient of x -> f(x, y_count(x)) by central differences: 1e-20 leaves 38 correct digits."""
    h, found = Decimal(10) ** -20, []
    for i in range(len(x)):
        ends = []
        for sign in (1, -1):
            moved = [v + sign * h if j == i else v for j, v in enumerate(x)]
            ends.append(upper(moved, unrolled(moved, y, step_size, count)[-1]))
        found.append(float((ends[0] - ends[1]) / (2 * h)))
    return found
