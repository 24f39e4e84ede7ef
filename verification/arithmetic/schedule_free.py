"""Schedule-Free methods in decimals: every average written out as a weighted mean of all iterates, no recursions."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext
from typing import Any

from verification.arithmetic.adam import DIGITS, Gradient, Rule, Vector


def trajectory(
    rule: Rule,
    gradient: Gradient,
    start: Any,
    step_sizes: Sequence[float],
    beta: float,
    decay: float,
    *,
    first: bool,
) -> list[Vector]:
    """x_1, ..., x_T: means of z_0, ..., z_t with equal weights if `first`, else of z_1, ..., z_t with the squares of
    the largest step sizes so far (z_t while those are zero); `rule` maps the gradients of a coordinate to its step.
    """
    found, seen = [], []
    with localcontext() as context:
        context.prec = DIGITS
        b, d, sizes = Decimal(beta), Decimal(decay), [Decimal(s) for s in step_sizes]
        x = z = [Decimal(v) for v in start]
        points, weights = ([z], [Decimal(1)]) if first else ([], [])
        for t, s in enumerate(sizes, 1):
            y = [(1 - b) * v + b * w for v, w in zip(z, x)]
            seen.append(gradient(t, y))
            u = [rule([g[i] for g in seen]) for i in range(len(x))]
            z = [v - s * (a + d * w) for v, a, w in zip(z, u, y)]
            points.append(z)
            weights.append(Decimal(1) if first else max(sizes[:t]) ** 2)
            total = sum(weights, Decimal(0))
            sums = [sum((w * p for w, p in zip(weights, column)), Decimal(0)) for column in zip(*points)]
            x = [v / total for v in sums] if total else z
            found.append(x)
    return found


def plain(g: Vector) -> Decimal:
    """The gradient itself."""
    return g[-1]
