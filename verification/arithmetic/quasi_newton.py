"""L-BFGS and conjugate gradients by list arithmetic: explicit matrices, no two-loop recursion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

from verification.arithmetic.shampoo import Matrix, add, product, scale, scaled_identity, transpose

Vector = list[Decimal]

DIGITS = 80


def lbfgs(
    gradient: Callable[[int, Vector], Vector],
    start: Sequence[int | str],
    step_sizes: Sequence[str],
    memory: int,
) -> tuple[list[Vector], list[Decimal]]:
    """x_1, ..., x_T and the curvatures s'y of the T - 1 pairs; `gradient` also gets the number of the step, from 0.

    H is built as a matrix from gamma I by (I - rho s y') H (I - rho y s') + rho s s', the oldest pair first.
    """
    found: list[Vector] = []
    curvatures: list[Decimal] = []
    with localcontext() as context:
        context.prec = DIGITS
        x, before, old = [Decimal(v) for v in start], None, None
        pairs: list[tuple[Vector, Vector]] = []
        for t, eta in enumerate(map(Decimal, step_sizes)):
            g = gradient(t, x)
            if before is not None and old is not None:
                s, y = difference(x, before), difference(g, old)
                curvatures.append(dot(s, y))
                if curvatures[-1] > Decimal("1e-10"):
                    pairs = [*pairs, (s, y)][-memory:]
            else:
                eta = eta * min(Decimal(1), 1 / sum(map(abs, g), Decimal(0)))
            H = inverse_hessian(pairs, len(x))
            before, old = x, g
            x = [v - eta * dot(row, g) for v, row in zip(x, H, strict=True)]
            found.append(x)
    return found, curvatures


def inverse_hessian(pairs: list[tuple[Vector, Vector]], d: int) -> Matrix:
    """H of these pairs (s, y), the oldest first; the identity for none."""
    if not pairs:
        return scaled_identity(d, Decimal(1))
    s, y = pairs[-1]
    H = scaled_identity(d, dot(s, y) / dot(y, y))
    for s, y in pairs:
        rho = 1 / dot(s, y)
        V = add(scaled_identity(d, Decimal(1)), scale(-rho, outer(y, s)))
        H = add(product(transpose(V), product(H, V)), scale(rho, outer(s, s)))
    return H


def conjugate_gradients(
    A: Sequence[Sequence[int]], b: Sequence[int], start: Sequence[int]
) -> list[list[Fraction]]:
    """x_1, ..., x_d of conjugate gradients on x'Ax/2 - b'x, exactly; the last one is the minimiser."""

    def inner(a: Sequence[Fraction | int], c: Sequence[Fraction]) -> Fraction:
        return sum((v * w for v, w in zip(a, c, strict=True)), Fraction(0))

    x, found = [Fraction(v) for v in start], []
    r = [c - inner(row, x) for row, c in zip(A, b)]
    p = r
    for _ in b:
        Ap = [inner(row, p) for row in A]
        square = inner(r, r)
        alpha = square / inner(p, Ap)
        x = [v + alpha * w for v, w in zip(x, p)]
        r = [v - alpha * w for v, w in zip(r, Ap)]
        p = [v + inner(r, r) / square * w for v, w in zip(r, p)]
        found.append(x)
    return found


def dot(a: Vector, b: Vector) -> Decimal:
    """Inner product."""
    return sum((v * w for v, w in zip(a, b, strict=True)), Decimal(0))


def difference(a: Vector, b: Vector) -> Vector:
    """a - b."""
    return [v - w for v, w in zip(a, b, strict=True)]


def outer(a: Vector, b: Vector) -> Matrix:
    """a b'."""
    return [[v * w for w in b] for v in a]
