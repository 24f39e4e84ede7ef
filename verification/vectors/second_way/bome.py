"""BOME, right and with its mistakes, over decimals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from verification.vectors.second_way.decimals import Vector

Four = tuple[Vector, Vector, Vector, Vector]


def gradients(o: Any, x: Vector, y: Vector, z: Vector) -> Four:
    """f_x and f_y, g_x(x, y) - g_x(x, z) and g_y(x, y)."""
    return o.upper_x(x, y), o.upper_y(x, y), o.lower_x(x, y) - o.lower_x(x, z), o.lower_y(x, y)


def barrier(p: Any, slope: Decimal, size: Decimal) -> Decimal:
    """max(0, eta - <grad f, grad q> / |grad q|^2)."""
    return max(Decimal(0), p.barrier - slope / size)


def bome(parts: Any = gradients, multiplier: Any = barrier, fewer: int = 0, replaced: bool = False) -> Any:
    """(x, y) - xi (grad f + lambda grad q), lambda = 0 where grad q = 0; with `replaced` the copy z moves on."""

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        y = p.start
        while True:
            z = y
            for _ in range(p.inner_steps - fewer):
                z = z - p.lower_step_size * o.lower_y(x, z)
            f_x, f_y, q_x, q_y = parts(o, x, y, z)
            slope, size = f_x @ q_x + f_y @ q_y, q_x @ q_x + q_y @ q_y
            weight = multiplier(p, slope, size) if size else Decimal(0)
            x = x - p.step_size * (f_x + weight * q_x)
            y = (z if replaced else y) - p.step_size * (f_y + weight * q_y)
            yield x

    return iterates


def _whole(o: Any, x: Vector, y: Vector, z: Vector) -> Four:
    f_x, f_y, _, q_y = gradients(o, x, y, z)
    return f_x, f_y, o.lower_x(x, y), q_y


def _along(o: Any, x: Vector, y: Vector, z: Vector) -> Four:
    f_x, f_y, q_x, q_y = gradients(o, x, y, z)
    return f_x, f_y, q_x, q_y - o.lower_y(x, z)


def _at_copy(o: Any, x: Vector, y: Vector, z: Vector) -> Four:
    _, _, q_x, q_y = gradients(o, x, y, z)
    return o.upper_x(x, z), o.upper_y(x, z), q_x, q_y


BOME = {
    "reference": bome(),
    "lower-iterate-replaced": bome(replaced=True),
    "negative-multiplier": bome(multiplier=lambda p, slope, size: p.barrier - slope / size),
    "inner-product-added": bome(multiplier=lambda p, slope, size: barrier(p, -slope, size)),
    "no-barrier": bome(multiplier=lambda p, slope, size: max(Decimal(0), -slope / size)),
    "linear-barrier": bome(
        multiplier=lambda p, slope, size: max(Decimal(0), (p.barrier * size.sqrt() - slope) / size)
    ),
    "value-function-without-x": bome(_whole),
    "copy-moves-along": bome(_along),
    "upper-gradient-at-copy": bome(_at_copy),
    "one-inner-step-fewer": bome(fewer=1),
}
