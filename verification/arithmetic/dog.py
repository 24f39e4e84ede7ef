"""DoG in decimals: the distance as a maximum and the squares as a sum over the whole path, no recursions."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

from verification.arithmetic.adam import DIGITS, Gradient, Vector


def trajectory(gradient: Gradient, start: Any, steps: int, radius: float, epsilon: float) -> list[Vector]:
    """x_1, ..., x_steps."""
    with localcontext() as context:
        context.prec = DIGITS
        path, seen = [[Decimal(v) for v in start]], []
        for t in range(1, steps + 1):
            seen.append(gradient(t, path[-1]))
            squares = Decimal(epsilon) + sum((v * v for g in seen for v in g), Decimal(0))
            away = [sum(((a - b) ** 2 for a, b in zip(x, path[0])), Decimal(0)).sqrt() for x in path]
            rate = max(Decimal(radius), *away) / squares.sqrt()
            path.append([a - rate * b for a, b in zip(path[-1], seen[-1])])
        return path[1:]
