"""Shampoo for tensors by decimal arithmetic: entries under their multi-indices, roots without eigenvalues."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from itertools import product

from verification.arithmetic.shampoo import DIGITS, SETTLED, Matrix, add, scale, scaled_identity
from verification.arithmetic.shampoo import product as times


def iterates(
    A: Sequence[Sequence[int]],
    b: Sequence[int],
    start: Sequence[int],
    shape: Sequence[int],
    steps: int,
    step_size: str,
    epsilon: str,
) -> list[list[Decimal]]:
    """x_1, ..., x_steps for the gradient A x - b, the last index running first."""
    places = list(product(*map(range, shape)))
    found = []
    with localcontext() as context:
        context.prec = DIGITS
        x = [Decimal(v) for v in start]
        factors = [scaled_identity(n, Decimal(epsilon)) for n in shape]
        for _ in range(steps):
            g = [sum((a * v for a, v in zip(row, x)), Decimal(0)) - c for row, c in zip(A, b)]
            G = D = dict(zip(places, g, strict=True))
            for i, n in enumerate(shape):
                H = factors[i]
                for place, value in G.items():
                    for a in range(n):
                        H[place[i]][a] += value * G[_replaced(place, i, a)]
                P = inverse_root(H, 2 * len(shape))
                D = {
                    q: sum((P[q[i]][a] * D[_replaced(q, i, a)] for a in range(n)), Decimal(0)) for q in places
                }
            x = [v - Decimal(step_size) * D[place] for v, place in zip(x, places, strict=True)]
            found.append(x)
    return found


def _replaced(place: tuple[int, ...], i: int, a: int) -> tuple[int, ...]:
    return (*place[:i], a, *place[i + 1 :])


def inverse_root(H: Matrix, p: int) -> Matrix:
    """H^(-1/p) of a positive definite matrix: X <- X T, M <- T^p M, T = ((p + 1) I - M) / p, from X = z I, M = z^p H.

    X^p H = M throughout, and M -> I where its eigenvalues are below p + 1 at first. ArithmeticError where X^p H = I is
    not reached to 90 digits.
    """
    n = len(H)
    size = sum((v * v for row in H for v in row), Decimal(0)).sqrt()
    M = scale((p + 1) / (2 * size), H)
    X = scaled_identity(n, ((p + 1) / (2 * size)) ** (1 / Decimal(p)))
    for _ in range(200):
        T = scale(1 / Decimal(p), add(scaled_identity(n, Decimal(p + 1)), scale(Decimal(-1), M)))
        X, M = times(X, T), times(_power(T, p), M)
        if _apart(M) < SETTLED:
            if _apart(times(_power(X, p), H)) < SETTLED:
                return X
            break
    raise ArithmeticError("the root of the matrix did not settle")


def _apart(M: Matrix) -> Decimal:
    """The largest entry of M - I."""
    return max(abs(v - int(i == j)) for i, row in enumerate(M) for j, v in enumerate(row))


def _power(T: Matrix, p: int) -> Matrix:
    found = T
    for _ in range(p - 1):
        found = times(found, T)
    return found
