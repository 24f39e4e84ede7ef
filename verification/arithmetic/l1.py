"""Steps on a quadratic with an l1 penalty in fractions: lists that know nothing of this library's methods."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction as F
from typing import NamedTuple

import numpy as np

from refimpl.problems import Quadratic

Vector = list[F]


class Lasso(NamedTuple):
    """x'Ax/2 - b'x + weight |x|_1 with b = A x* + weight s, s in [-1, 1]^d the sign of x* where that is not 0."""

    A: tuple[tuple[float, ...], ...] = ((2.0, 0.5, 0.0), (0.5, 1.0, -0.25), (0.0, -0.25, 1.5))
    x_star: tuple[float, ...] = (1.0, 0.0, -0.5)
    s: tuple[float, ...] = (1.0, 0.25, -1.0)
    weight: float = 0.5

    def problem(self) -> Quadratic:
        """The smooth part."""
        A = np.array(self.A)
        return Quadratic(A, A @ np.array(self.x_star) + self.weight * np.array(self.s))

    def value(self, x: np.ndarray) -> np.ndarray:
        """phi - phi* at the rows of x: (x - x*)'A(x - x*)/2 + weight sum(|x| - s x), no term of which is negative."""
        e = x - np.array(self.x_star)
        return np.einsum("ki,ij,kj->k", e, np.array(self.A), e) / 2 + self.weight * (
            np.abs(x) - x * np.array(self.s)
        ).sum(axis=1)


def sign(v: F) -> int:
    """-1, 0 or 1."""
    return (v > 0) - (v < 0)


def subgradient(x: Vector, g: Vector, a: F, weight: F) -> Vector:
    """x - a (g + weight sign x)."""
    return [v - a * (w + weight * sign(v)) for v, w in zip(x, g)]


def proximal(x: Vector, g: Vector, a: F, weight: F) -> Vector:
    """The minimiser of (v - y)^2/2 + a weight |v| for every entry y of x - a g."""
    y = [v - a * w for v, w in zip(x, g)]
    return [v - sign(v) * min(abs(v), a * weight) for v in y]


def expected(
    lasso: Lasso, x0: list[float], steps: int, a: float, update: Callable[[Vector, Vector, F, F], Vector]
) -> list[Vector]:
    """x_1, ..., x_steps."""
    A = [[F(v) for v in row] for row in lasso.A]
    b = [F(v) for v in lasso.problem().b]
    x, found = [F(v) for v in x0], []
    for _ in range(steps):
        g = [sum((v * w for v, w in zip(row, x)), F(0)) - c for row, c in zip(A, b)]
        x = update(x, g, F(a), F(lasso.weight))
        found.append(x)
    return found
