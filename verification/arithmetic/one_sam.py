"""1-SAM on a two-layer ReLU network by decimal list arithmetic: independent of the library."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, localcontext

from verification.arithmetic.newton import Vector

DIGITS = 80
INPUTS = ((1, -2, 1), (-1, 1, 1), (2, 1, 1), (-1, -1, 1))  # the last column is the bias
TARGETS = (1, -2, 3, 1)
START = ("1", "-1", "1.5", "-0.5", "1", "1.25", "0.75", "-0.5")  # w_1, w_2, a


def sample_gradient(x: Vector, i: int) -> Vector:
    """Gradient of (a_1 relu(w_1'u) + a_2 relu(w_2'u) - y)^2/2 at sample i."""
    u, a = INPUTS[i], x[6:]
    z = [sum((w * v for w, v in zip(x[3 * j : 3 * j + 3], u)), Decimal(0)) for j in range(2)]
    s = [max(v, Decimal(0)) for v in z]
    r = a[0] * s[0] + a[1] * s[1] - TARGETS[i]
    first = [r * a[j] * v if z[j] > 0 else Decimal(0) for j in range(2) for v in u]
    return [*first, r * s[0], r * s[1]]


def iterates(draws: Sequence[int], eta: str, rho: str) -> list[Vector]:
    """x_1, x_2, ... for the samples drawn."""
    found = []
    with localcontext() as context:
        context.prec = DIGITS
        x = [Decimal(v) for v in START]
        for i in draws:
            g = sample_gradient(x, i)
            size = sum((v * v for v in g), Decimal(0)).sqrt()
            y = [v + Decimal(rho) * w / size for v, w in zip(x, g)]
            x = [v - Decimal(eta) * w for v, w in zip(x, sample_gradient(y, i))]
            found.append(x)
    return found
