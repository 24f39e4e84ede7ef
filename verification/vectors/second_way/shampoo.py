"""Shampoo, right, with its mistakes and as other dialects, over decimals: roots of the factors by Jacobi rotations."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from verification.vectors.second_way.decimals import (
    CENT,
    Matrix,
    Vector,
    diagonal,
    eigen,
    identity,
    of_eigenvalues,
    product,
)

KEPT = Decimal.from_float(0.999)


def inverse_root(w: Decimal, roots: int) -> Decimal:
    """w^(-1/2^roots), and 1 where w is not positive."""
    if w <= 0:
        return Decimal(1)
    for _ in range(roots):
        w = w.sqrt()
    return 1 / w


def rooted(M: Matrix, p: Any, roots: int) -> Matrix:
    """(M + epsilon I)^(-1/2^roots)."""
    return of_eigenvalues(M, lambda w: inverse_root(w + p.epsilon, roots))


def both(roots: int) -> Any:
    """Preconditioned by the same root of both factors."""
    return lambda G, L, R, p: product(product(rooted(L, p, roots), G), rooted(R, p, roots))


def left(roots: int) -> Any:
    """Preconditioned by a root of the left factor alone."""
    return lambda G, L, R, p: product(rooted(L, p, roots), G)


def by_rows(g: Vector, m: int) -> Matrix:
    """The vector read row by row as a matrix of m rows."""
    entries, n = list(g), len(g) // m
    return Matrix(entries[i * n : i * n + n] for i in range(m))


def by_columns(g: Vector, m: int) -> Matrix:
    """A mistake: column by column."""
    return by_rows(g, len(g) // m).T


def summed(L: Matrix, R: Matrix, G: Matrix, p: Any, t: int) -> tuple[Matrix, Matrix]:
    """L + G G', R + G' G."""
    return L + product(G, G.T), R + product(G.T, G)


def shampoo(
    direction: Any = both(2),  # noqa: B008  a function without state
    factors: Any = summed,
    read: Any = by_rows,
    stale: bool = False,
    length: Any = 1,
) -> Any:
    """X+ = X - length s direction(G, L+, R+) with (L+, R+) = factors(L, R, G, p, t); `stale` divides by L and R."""

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        m, t = p.rows, 0
        L, R = 0 * identity(m), 0 * identity(len(x) // m)
        while True:
            G, t, before = read(o.gradient(x), m), t + 1, (L, R)
            L, R = factors(L, R, G, p, t)
            D = direction(G, *(before if stale else (L, R)), p)
            entries = D if read is by_rows else D.T
            x = x - length * p.step_size * Vector(a for row in entries.rows for a in row)
            yield x

    return iterates


def _first_only(L: Matrix, R: Matrix, G: Matrix, p: Any, t: int) -> tuple[Matrix, Matrix]:
    return summed(L, R, G, p, t) if t == 1 else (L, R)


def _diagonals(L: Matrix, R: Matrix, G: Matrix, p: Any, t: int) -> tuple[Matrix, Matrix]:
    L, R = summed(L, R, G, p, t)
    return diagonal(L), diagonal(R)


def _reset(L: Matrix, R: Matrix, G: Matrix, p: Any, t: int) -> tuple[Matrix, Matrix]:
    return summed(0 * L, 0 * R, G, p, t)


def _with_epsilon(L: Matrix, R: Matrix, G: Matrix, p: Any, t: int) -> tuple[Matrix, Matrix]:
    # the roots add one epsilon more
    L, R = summed(L, R, G, p, t)
    more = p.epsilon if t > 1 else 0
    return L + more * identity(len(L.rows)), R + more * identity(len(R.rows))


def _averaged_right(L: Matrix, R: Matrix, G: Matrix, p: Any, t: int) -> tuple[Matrix, Matrix]:
    return L + product(G, G.T), R + 1 / Decimal(p.rows) * product(G.T, G)


def _fading(L: Matrix, R: Matrix, G: Matrix, p: Any, t: int) -> tuple[Matrix, Matrix]:
    return KEPT * L + (1 - KEPT) * product(G, G.T), KEPT * R + (1 - KEPT) * product(G.T, G)


def _sequential(L: Matrix, R: Matrix, G: Matrix, p: Any, t: int) -> tuple[Matrix, Matrix]:
    L = L + product(G, G.T)
    P = product(rooted(L, p, 1), G)
    return L, R + product(P.T, P)


def _relative(G: Matrix, L: Matrix, R: Matrix, p: Any) -> Matrix:
    def ridged(M: Matrix) -> Matrix:
        largest = max(w for w, _ in eigen(M))
        return of_eigenvalues(M, lambda w: inverse_root(w + p.epsilon * largest, 2))

    return product(product(ridged(L), G), ridged(R))


SHAMPOO = {
    "reference": shampoo(),
    "eighth-powers": shampoo(both(3)),
    "plain-inverses": shampoo(both(0)),
    "left-only": shampoo(left(2)),
    "no-accumulation": shampoo(factors=_reset),
    "roots-not-refreshed": shampoo(factors=_first_only),
    "old-factors": shampoo(stale=True),
    "column-by-column": shampoo(read=by_columns),
    "diagonal-factors": shampoo(factors=_diagonals),
    "epsilon-accumulates": shampoo(factors=_with_epsilon),
    "averaged-right-factor": shampoo(factors=_averaged_right),
    "step-too-long": shampoo(length=CENT),
    "half-powers": shampoo(both(1)),
    "sequential-half-powers": shampoo(both(1), _sequential),
    "one-sided": shampoo(left(1)),
    "exponential-averages": shampoo(factors=_fading),
    "relative-epsilon": shampoo(_relative),
}
