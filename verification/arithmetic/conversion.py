"""Online-to-non-convex conversion in decimals, on x'Ax/2 - b'x with one of a few linear terms."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, localcontext

Vector = list[Decimal]
A = ((2, 1), (1, 3))
B = (1, -2)
Z = ((0.5, -1), (-0.75, 0.5), (0.25, 0.5))
START = (1.5, -1)


def gradient(x: Vector) -> Vector:
    """Ax - b."""
    return [sum((a * v for a, v in zip(row, x)), Decimal(0)) - b for row, b in zip(A, B)]


def along(x: Vector, t: Decimal, direction: Vector) -> Vector:
    """x + t direction."""
    return [v + t * w for v, w in zip(x, direction)]


def shortened(v: Vector, radius: Decimal) -> Vector:
    """The nearest point of the ball around 0."""
    size = sum((a * a for a in v), Decimal(0)).sqrt()
    return v if size <= radius else [a * radius / size for a in v]


def _followed(
    epoch: int, steps: int, move: Callable[[Vector, Vector], tuple[Vector, Vector]]
) -> list[Vector]:
    """x_1, x_2, ... where `move` gives the displacement and what the learner keeps until the epoch ends."""
    with localcontext() as context:
        context.prec = 80
        x, kept, found = [Decimal(v) for v in START], [Decimal(0)] * 2, []
        for n in range(1, steps + 1):
            shift, kept = move(x, kept)
            x = along(x, Decimal(1), shift)
            kept = [Decimal(0)] * 2 if n % epoch == 0 else kept
            found.append(x)
        return found


def conversion(
    eta: float, radius: float, epoch: int, places: Sequence[float], samples: Sequence[int]
) -> list[Vector]:
    """Projected online gradient descent, gradients at the given places of the segments."""
    draws = iter(zip(places, samples, strict=True))

    def move(x: Vector, shift: Vector) -> tuple[Vector, Vector]:
        s, i = next(draws)
        g = [v + Decimal(z) for v, z in zip(gradient(along(x, Decimal(s), shift)), Z[i])]
        return shift, shortened(along(shift, -Decimal(eta), g), Decimal(radius))

    return _followed(epoch, len(places), move)


def optimistic(eta: float, radius: float, epoch: int, iterations: int, steps: int) -> list[Vector]:
    """Midpoints, and a hint from so many iterations of the fixed-point equation."""
    half = Decimal("0.5")

    def move(x: Vector, centre: Vector) -> tuple[Vector, Vector]:
        def answer(shift: Vector) -> Vector:
            g = gradient(along(x, half, shift))
            return shortened(along(centre, -Decimal(eta), g), Decimal(radius))

        shift = centre
        for _ in range(iterations):
            shift = answer(shift)
        return shift, answer(shift)

    return _followed(epoch, steps, move)
