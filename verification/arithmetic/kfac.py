"""K-FAC on batches of a softmax regression, in decimals, with the full damped matrix of the size of x."""

from __future__ import annotations

import functools
from decimal import Decimal

from verification.arithmetic.gauss_newton import INSTANCE, gradient
from verification.vectors.second_way.decimals import Matrix, Vector, diagonal, identity, outer, precise, solve


@functools.cache
def iterates(
    batches: tuple[tuple[int, ...], ...], parameters: tuple[float, ...], factored: bool
) -> tuple[list[list[Decimal]], list[bool]]:
    """x_1, x_2, ... for step size, damping, decay and clip, and whether each step was clipped."""
    found, events = [], []
    with precise():
        eta, damping, decay, clip = map(Decimal, parameters)
        x, A, S = Vector(INSTANCE.x0), 0 * identity(2), 0 * identity(3)
        for t, batch in enumerate(batches, 1):
            Q = INSTANCE.predictions(list(x))
            w = min(1 - Decimal(1) / t, decay)
            share = (1 - w) / len(batch)
            A, S = w * A, w * S
            for i in batch:
                u, q = Vector(INSTANCE.X[i]), Vector(Q[i])
                A += share * outer(u, u)
                S += share * (diagonal(outer(q, Vector([1, 1, 1]))) + -1 * outer(q, q))
            F = kronecker(S, A) + damping * identity(6)
            if factored:
                ratio = ((trace(A) / 2) / (trace(S) / 3)).sqrt()
                both = (1 / ratio) * kronecker(identity(3), A) + ratio * kronecker(S, identity(2))
                F += damping.sqrt() * both
            g = gradient(x, batch)
            v = solve(F, g)
            size = eta**2 * (g @ v)
            events.append(size > clip)
            x = x - eta * min(Decimal(1), (clip / size).sqrt()) * v
            found.append(list(x))
    return found, events


def kronecker(A: Matrix, B: Matrix) -> Matrix:
    """The block matrix with blocks A_ij B."""
    return Matrix([a * b for a in row for b in other] for row in A.rows for other in B.rows)


def trace(A: Matrix) -> Decimal:
    """Sum of the diagonal."""
    return sum((row.entries[i] for i, row in enumerate(A.rows)), Decimal(0))
