"""Descent on perturbed gradients by decimal list arithmetic: SAM and its relatives, independent of the library."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext

from verification.arithmetic.newton import Vector

Gradient = Callable[[Vector], Vector]
DIGITS = 80
A, B = ((3, 1, 0), (1, 2, 1), (0, 1, 4)), (1, -1, 2)  # the data of a coupled quadratic in space


def quadratic(A: Sequence[Sequence[int]], b: Sequence[int]) -> Gradient:
    """Gradient of x'Ax/2 - b'x."""
    return lambda x: [dot(row, x) - c for row, c in zip(A, b)]


def perturbed_descent(
    gradient: Gradient,
    perturbation: Callable[[Vector, Vector], Vector],
    start: Sequence[int | str],
    steps: int,
    eta: str,
) -> list[Vector]:
    """x_1, ..., x_steps of x <- x - eta grad f(x + e), e = perturbation(x, grad f(x)); `eta` as decimal string."""
    found = []
    with localcontext() as context:
        context.prec = DIGITS
        x = [Decimal(v) for v in start]
        for _ in range(steps):
            e = perturbation(x, gradient(x))
            x = [v - Decimal(eta) * w for v, w in zip(x, gradient([v + w for v, w in zip(x, e)]))]
            found.append(x)
    return found


def dot(a: Sequence[int | Decimal], b: Vector) -> Decimal:
    """<a, b>."""
    return sum((v * w for v, w in zip(a, b)), Decimal(0))


def norm(a: Vector) -> Decimal:
    """Euclidean norm."""
    return dot(a, a).sqrt()


def of_length(length: str, a: Vector) -> Vector:
    """The vector a != 0 scaled to the length."""
    return [Decimal(length) * v / norm(a) for v in a]
