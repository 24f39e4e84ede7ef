"""Hessian fitting by decimal list arithmetic, along the iterates that it preconditions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from verification.vectors.second_way.decimals import (
    Matrix,
    Vector,
    identity,
    of_eigenvalues,
    outer,
    precise,
    product,
    solve,
)

Fit = Callable[[Any, Vector, Vector], tuple[Any, Matrix]]  # what is kept, v, h -> what is kept, P


def iterates(
    derivatives: Callable[[Vector], tuple[Vector, Matrix]],
    fit: Fit,
    kept: Any,
    start: Sequence[float],
    draws: Sequence[Sequence[float]],
    step_size: float,
) -> list[list[Decimal]]:
    """x_1, x_2, ... from the start, one for every row of draws; `derivatives` gives gradient and Hessian."""
    found = []
    with precise():
        x = Vector(start)
        for row in draws:
            v = Vector(row)
            g, H = derivatives(x)
            kept, P = fit(kept, v, H @ v)
            x = x - Decimal(step_size) * (P @ g)
            found.append(list(x))
    return found


def linear_group(mu: float) -> Fit:
    """Q'(I - mu A)^2 Q written in P = Q'Q alone, with u = P h and w = P^{-1} v."""

    def fit(P: Matrix, v: Vector, h: Vector) -> tuple[Matrix, Matrix]:
        u, w = P @ h, solve(P, v)
        m = Decimal(mu) / (h @ u + v @ w)
        cross = outer(u, v) + outer(v, u)
        square = (h @ u) * outer(u, u) + -(h @ v) * cross + (v @ w) * outer(v, v)
        P = P + -2 * m * (outer(u, u) + -1 * outer(v, v)) + m * m * square
        return P, P

    return fit


def triangular(mu: float) -> Fit:
    """(I - mu T) Q with b from Q'b = v by elimination, and T entry by entry."""

    def fit(Q: Matrix, v: Vector, h: Vector) -> tuple[Matrix, Matrix]:
        a, b = Q @ h, solve(Q.T, v)
        m, rows = Decimal(mu) / (a @ a + b @ b), [list(row) for row in identity(len(v)).rows]
        for i, (ai, bi) in enumerate(zip(a, b)):
            for j, (aj, bj) in enumerate(zip(a, b)):
                if j >= i:
                    rows[i][j] -= m * (ai * aj - bi * bj)
        Q = product(Matrix(rows), Q)
        return Q, product(Q.T, Q)

    return fit


def manifold(mu: float) -> Fit:
    """P (I - mu (h h' - w w')/size P), w = P^{-1} v."""

    def fit(P: Matrix, v: Vector, h: Vector) -> tuple[Matrix, Matrix]:
        w = solve(P, v)
        m = Decimal(mu) / (h @ (P @ h) + v @ w)
        inner = product(outer(h, h) + -1 * outer(w, w), P)
        P = product(P, identity(len(v)) + -m * inner)
        return P, P

    return fit


def euclidean(mu: float) -> Fit:
    """P - mu (h h' - w w')."""

    def fit(P: Matrix, v: Vector, h: Vector) -> tuple[Matrix, Matrix]:
        w = solve(P, v)
        P = P + -Decimal(mu) * (outer(h, h) + -1 * outer(w, w))
        return P, P

    return fit


def closed_form(sums: tuple[int, Matrix], v: Vector, h: Vector) -> tuple[tuple[int, Matrix], Matrix]:
    """The number of terms and their sum, I first; the root from Jacobi's rotations."""
    k, S = sums[0] + 1, sums[1] + outer(h, h)
    return (k, S), of_eigenvalues(S, lambda w: (k / w).sqrt())


def bfgs(P: Matrix, v: Vector, h: Vector) -> tuple[Matrix, Matrix]:
    """(I - v h'/c) P (I - h v'/c) + v v'/c, where c = v'h > 0."""
    c = v @ h
    if c > 0:
        left = identity(len(v)) + (-1 / c) * outer(v, h)
        P = product(left, product(P, left.T)) + (1 / c) * outer(v, v)
    return P, P
