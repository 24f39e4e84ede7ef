"""MeZO, right and with its mistakes, over decimals; draws are consumed in recorded order."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from verification.vectors.second_way.decimals import Vector, norm, zero


def recorded(p: Any, n: Vector) -> Vector:
    """The direction of the law that the vector names: the draws n themselves, or sqrt(d) n/|n|, 0 for n = 0."""
    if p.law.kind == "Sphere" and norm(n):
        return Decimal(len(n)).sqrt() * n / norm(n)
    return n


def central(o: Any, p: Any, x: Vector, z: Vector, xi: Vector, again: Any) -> Decimal:
    """[F(x + c z; xi) - F(x - c z; xi)] / 2c."""
    c = p.smoothing
    return (o.sample_value(x + c * z, xi) - o.sample_value(x - c * z, xi)) / (2 * c)


def mezo(
    law: Any = recorded,
    slope: Any = central,
    summed: Any = lambda total, new, n: total + new / n,
    drift: int = 0,
    sign: int = 1,
    decay: Any = lambda p, x, last: p.step_size * p.decay * x,
) -> Any:
    """x+ = x - sign eta sum - decay; x moves by drift c z after each direction z.

    `slope(o, p, x, z, xi, again)` may draw again: `again()` are the next d draws.
    """

    def iterates(o: Any, p: Any, x: Vector, draws: Iterator[Decimal]) -> Iterator[Vector]:
        def again() -> Vector:
            return Vector(next(draws) for _ in x)

        while True:
            xi, total, z = o.sample(draws, len(x)), zero(x), zero(x)
            for _ in range(p.directions):
                z = law(p, again())
                total = summed(total, slope(o, p, x, z, xi, again) * z, p.directions)
                x = x + drift * p.smoothing * z
            x = x - sign * p.step_size * total - decay(p, x, x + p.smoothing * z)
            yield x

    return iterates


def _two(o: Any, p: Any, x: Vector, z: Vector, xi: Vector, again: Any) -> Decimal:
    c, other = p.smoothing, recorded(p, again())
    return (o.sample_value(x + c * z, xi) - o.sample_value(x - c * other, xi)) / (2 * c)


def _fresh(o: Any, p: Any, x: Vector, z: Vector, xi: Vector, again: Any) -> Decimal:
    c, ahead = p.smoothing, o.sample_value(x + p.smoothing * z, xi)
    return (ahead - o.sample_value(x - c * z, o.scale * again())) / (2 * c)


def _forward(o: Any, p: Any, x: Vector, z: Vector, xi: Vector, again: Any) -> Decimal:
    return (o.sample_value(x + p.smoothing * z, xi) - o.sample_value(x, xi)) / p.smoothing


MEZO = {
    "reference": mezo(),
    "sphere-without-d": mezo(lambda p, n: n / norm(n)),
    "dtwice": mezo(lambda p, n: len(n) * n / norm(n)),
    "two-z": mezo(slope=_two),
    "no-two-in-denominator": mezo(slope=lambda *given: 2 * central(*given)),
    "not-undone": mezo(drift=-1),
    "one-sided": mezo(slope=_forward),
    "fresh-noise-per-evaluation": mezo(slope=_fresh),
    "ascent": mezo(sign=-1),
    "mean-over-sum": mezo(summed=lambda total, new, n: total + new),
    "qloop-overwrites": mezo(summed=lambda total, new, n: new),
    "no-decay": mezo(decay=lambda p, x, last: zero(x)),
    "decay-without-step": mezo(decay=lambda p, x, last: p.decay * x),
    "decay-at-perturbed-point": mezo(decay=lambda p, x, last: p.step_size * p.decay * last),
}
