"""Frank-Wolfe methods on the simplex in fractions: lists and loops that know nothing of this library's methods."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction as F
from math import prod

Vector = list[F]


def fractions(values: Sequence[float]) -> Vector:
    """Floats as the fractions that they are."""
    return [F(v) for v in values]


def dot(a: Sequence[F], b: Sequence[F]) -> F:
    """Inner product."""
    return sum((v * w for v, w in zip(a, b, strict=True)), F(0))


class Growth:
    """f(x) = -sum log <r_i, x>: values are compared through the product of the <r_i, x>, which is rational."""

    def __init__(self, R: Sequence[Sequence[float]]) -> None:
        self.R = [fractions(row) for row in R]

    def gradient(self, x: Vector) -> Vector:
        y = [dot(r, x) for r in self.R]
        return [-sum((r[j] / v for r, v in zip(self.R, y)), F(0)) for j in range(len(x))]

    def falls(self, y: Vector, x: Vector) -> bool:
        """Whether f(y) <= f(x), f being +inf where a <r_i, y> is not positive."""
        ahead = [dot(r, y) for r in self.R]
        return min(ahead) > 0 and prod(ahead) >= prod(dot(r, x) for r in self.R)


class Square:
    """f(x) = x'Ax/2 - b'x."""

    def __init__(self, A: Sequence[Sequence[float]], b: Sequence[float]) -> None:
        self.A, self.b = [fractions(row) for row in A], fractions(b)

    def value(self, x: Vector) -> F:
        return dot(x, [dot(row, x) for row in self.A]) / 2 - dot(self.b, x)

    def gradient(self, x: Vector) -> Vector:
        return [dot(row, x) - c for row, c in zip(self.A, self.b)]

    def falls(self, y: Vector, x: Vector) -> bool:
        """Whether f(y) <= f(x)."""
        return self.value(y) <= self.value(x)


def vertex(i: int, d: int) -> Vector:
    """e_i."""
    return [F(int(j == i)) for j in range(d)]


def along(x: Vector, t: F, direction: Vector) -> Vector:
    """x + t direction."""
    return [v + t * w for v, w in zip(x, direction)]


def monotonic(f: Growth | Square, x0: Sequence[float], steps: int) -> list[Vector]:
    """x_1, ..., x_steps of M-FW."""
    x, found = fractions(x0), []
    for t in range(steps):
        g, gamma = f.gradient(x), F(2, t + 2)
        v = vertex(g.index(min(g)), len(x))
        y = [(1 - gamma) * a + gamma * b for a, b in zip(x, v)]
        x = y if f.falls(y, x) else x
        found.append(x)
    return found


def backtracked(f: Square, x: Vector, direction: Vector, top: F, M: F, increase: F) -> tuple[F, F]:
    """(gamma, M): the first M, M increase, ... whose parabola lies above f at gamma = min(slope/(M |d|^2), top)."""
    slope, square = -dot(f.gradient(x), direction), dot(direction, direction)
    while True:
        gamma = min(slope / (M * square), top)
        if f.value(along(x, gamma, direction)) <= f.value(x) - gamma * slope + M * gamma**2 * square / 2:
            return gamma, M
        M *= increase


Direction = Callable[[Vector, Vector], tuple[Vector, F]]


def away(x: Vector, g: Vector) -> tuple[Vector, F]:
    """The better of the step towards the best vertex and the step away from the worst one in use."""
    d = len(x)
    best = vertex(g.index(min(g)), d)
    worst = max((i for i in range(d) if x[i] > 0), key=lambda i: g[i])
    ahead, back = along(best, F(-1), x), along(x, F(-1), vertex(worst, d))
    if dot(g, ahead) <= dot(g, back):
        return ahead, F(1)
    return back, x[worst] / (1 - x[worst])


def backtracking(
    f: Square,
    x0: Sequence[float],
    steps: int,
    direction: Direction,
    M: float,
    decrease: float,
    increase: float,
) -> list[Vector]:
    """x_1, ..., x_steps with the backtracked step along `direction`, which gives d and the longest step."""
    x, estimate, found = fractions(x0), F(M), []
    for _ in range(steps):
        d, top = direction(x, f.gradient(x))
        gamma, estimate = backtracked(f, x, d, top, F(decrease) * estimate, F(increase))
        x = along(x, gamma, d)
        found.append(x)
    return found


def towards(x: Vector, g: Vector) -> tuple[Vector, F]:
    """The step towards the best vertex."""
    return along(vertex(g.index(min(g)), len(x)), F(-1), x), F(1)


def pairwise(x: Vector, g: Vector) -> tuple[Vector, F]:
    """From the worst vertex in use to the best one."""
    d = len(x)
    worst = max((i for i in range(d) if x[i] > 0), key=lambda i: g[i])
    return along(vertex(g.index(min(g)), d), F(-1), vertex(worst, d)), x[worst]


def short(f: Square, x0: Sequence[float], steps: int, direction: Direction, L: float | None) -> list[Vector]:
    """x_1, ..., x_steps with the step that makes the parabola of curvature L least, or f itself where L is None.

    Steps are cut at the longest one.
    """
    x, found = fractions(x0), []
    for _ in range(steps):
        g = f.gradient(x)
        d, top = direction(x, g)
        if dot(g, d) < 0:
            bend = dot(d, [dot(row, d) for row in f.A]) if L is None else F(L) * dot(d, d)
            x = along(x, min(-dot(g, d) / bend, top) if bend > 0 else top, d)
        found.append(x)
    return found
