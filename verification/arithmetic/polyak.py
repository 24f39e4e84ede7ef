"""Steps that are to reach a known value, in decimals, on sampled least squares and on the plane quartic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.problems import LeastSquares
from verification.arithmetic import newton
from verification.vectors.second_way.decimals import Vector, precise

ROWS = ((1.0, 2.0), (-1.0, 1.0), (2.0, 0.5))
SIDES = (3.0, -2.0, 1.0)
SAMPLES = (2, 0, 1, 1, 2, 0, 0, 1)

Divided = Callable[[list[Vector]], Vector]  # gradients so far to the diagonal that divides


def problem() -> LeastSquares:
    """Three rows in the plane."""
    return LeastSquares(np.array(ROWS), np.array(SIDES))


def sampled(x: Vector, i: int) -> tuple[Decimal, Vector]:
    """f_i(x) and its gradient."""
    row = Vector(ROWS[i])
    r = row @ x - Decimal(SIDES[i])
    return r * r / 2, r * row


def quadratic_length(gap: Decimal, size: Decimal) -> Decimal:
    """1 - sqrt(1 - 2 gap/size), or 1."""
    return 1 - (1 - 2 * gap / size).sqrt() if 2 * gap < size else Decimal(1)


def steps(
    start: Sequence[float], target: float, divided: Divided, length: Callable[[Decimal, Decimal], Decimal]
) -> tuple[list[list[Decimal]], list[Decimal]]:
    """x_1, x_2, ... over SAMPLES, and their lengths; `length(gap, size)` of the step along g / divided."""
    found, lengths, gradients = [], [], []
    with precise():
        x = Vector(start)
        for i in SAMPLES:
            value, g = sampled(x, i)
            gradients.append(g)
            u = Vector(a / b for a, b in zip(g, divided(gradients)))
            lengths.append(length(max(value - Decimal(target), Decimal(0)), g @ u))
            x = x - lengths[-1] * u
            found.append(list(x))
    return found, lengths


def plane_value(x: Any) -> Decimal:
    """The plane quartic x'Ax/2 + sum (c u^3/6 + a u^4/12)."""
    value = sum((x[i] * newton.A[i][j] * x[j] for i in (0, 1) for j in (0, 1)), Decimal(0)) / 2
    for w, c, a in zip(newton.W, newton.CUBIC, newton.QUARTIC):
        u = w[0] * x[0] + w[1] * x[1]
        value += c * u**3 / 6 + a * u**4 / 12
    return value


def newton_polyak(start: Sequence[float], target: float, count: int) -> tuple[list[Any], list[Decimal]]:
    """Iterates of Newton-Polyak on the plane quartic, and their lengths."""
    found, lengths = [], []
    with precise():
        x = [Decimal(v) for v in start]
        for _ in range(count):
            n, size = newton.newton(x)
            lengths.append(quadratic_length(max(plane_value(x) - Decimal(target), Decimal(0)), size))
            x = [a - lengths[-1] * b for a, b in zip(x, n)]
            found.append(x)
    return found, lengths


def shortest(start: Sequence[float], target: float, count: int) -> tuple[list[Any], list[Decimal]]:
    """Iterates of the shortest step to the target on the plane quartic, and the shifts 1/kappa, by bisection."""
    found, shifts = [], []
    with precise():
        x = [Decimal(v) for v in start]
        for _ in range(count):
            g, H = newton.derivatives(x)
            gap = plane_value(x) - Decimal(target)
            if gap <= 0:
                found.append(x)
                continue

            def step(
                shift: Decimal, g: newton.Vector = g, H: newton.Matrix = H
            ) -> tuple[newton.Vector, Decimal]:
                """The step s and what the model falls by."""
                n = newton.solve([[H[0][0] + shift, H[0][1]], [H[1][0], H[1][1] + shift]], g)
                bent = [sum((h * v for h, v in zip(row, n)), Decimal(0)) for row in H]
                return n, sum((v * (a - b / 2) for v, a, b in zip(n, g, bent)), Decimal(0))

            low, high = Decimal(0), Decimal(0)
            if step(low)[1] > gap:
                high = (g[0] * g[0] + g[1] * g[1]) / gap  # the linear model alone
                for _ in range(270):
                    middle = (low + high) / 2
                    low, high = (middle, high) if step(middle)[1] > gap else (low, middle)
            shifts.append(high)
            x = [a - b for a, b in zip(x, step(high)[0])]
            found.append(x)
    return found, shifts
