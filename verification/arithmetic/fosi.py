"""FOSI by decimal lists, where the eigenvectors are known: axes, or the columns of a Hadamard matrix over 2."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext

Vector = list[Decimal]

AXES = [[Decimal(int(i == j)) for j in range(4)] for i in range(4)]
HADAMARD = [
    [Decimal(v) / 2 for v in row] for row in ((1, 1, 1, 1), (1, -1, 1, -1), (1, 1, -1, -1), (1, -1, -1, 1))
]


def trajectory(
    base: Callable[[list[Vector], list[Vector]], tuple[Vector, Vector]],
    gradient: Callable[[Vector], Vector],
    spectrum: Callable[[Vector], Vector],
    Q: list[Vector],
    start: Sequence[float],
    steps: int,
    alpha: float,
    largest: int,
    smallest: int,
    period: int,
) -> list[Vector]:
    """x_1, ..., x_steps; `base` makes of all parts g1 in E and g2 outside the averaged g1 and the step -d2.

    Eigenvalues belong to the columns of Q, in its order.
    """
    found: list[Vector] = []
    first: list[Vector] = []
    second: list[Vector] = []
    with localcontext() as context:
        context.prec = 90
        x = [Decimal(v) for v in start]
        w: Vector = []
        for t in range(steps):
            if t % period == 0:
                w = spectrum(x)
                order = sorted(range(len(x)), key=lambda i: w[i])
                E = order[:smallest] + order[len(x) - largest :]
            g = gradient(x)
            g1 = _onto(Q, E, g)
            first.append(g1)
            second.append([a - b for a, b in zip(g, g1)])
            averaged, step = base(first, second)
            newton = [Decimal(0)] * len(x)
            for i in E:
                part = _onto(Q, [i], averaged)
                newton = [a + b / (abs(w[i]) or 1) for a, b in zip(newton, part)]
            left = [a - b for a, b in zip(step, _onto(Q, E, step))]
            x = [a - Decimal(alpha) * b - c for a, b, c in zip(x, newton, left)]
            found.append(x)
    return found


def _onto(Q: list[Vector], E: list[int], u: Vector) -> Vector:
    parts = {i: sum((row[i] * v for row, v in zip(Q, u)), Decimal(0)) for i in E}
    return [sum((row[i] * part for i, part in parts.items()), Decimal(0)) for row in Q]


def weighted(parts: list[Vector], weights: list[Decimal]) -> Vector:
    """Sum of the parts with their weights."""
    return [sum((c * v for c, v in zip(weights, entries)), Decimal(0)) for entries in zip(*parts)]
