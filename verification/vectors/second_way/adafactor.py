"""Adafactor, right, with its mistakes and as other dialects, over decimals: rows and columns by their sums."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from verification.vectors.second_way.decimals import Vector, norm, root

ONE = Decimal(1)


def rms(v: Vector) -> Decimal:
    """Root mean square."""
    return norm(v) / Decimal(len(v)).sqrt()


def weight(t: int) -> Decimal:
    """t^(-4/5)."""
    return 1 / root(Decimal(t) ** 4, 5)


def factored(p: Any, R: Vector, C: Vector) -> list[Decimal]:
    """R C' / max(mean R, epsilon) row by row, and 0 at 0/0."""
    mean = max(sum(R, Decimal(0)) / len(R), p.epsilon)
    return [r * c / mean if mean else r * c for r in R for c in C]


def floored(p: Any, V: list[Decimal], floor: Any = lambda p: p.epsilon**2) -> list[Decimal]:
    """The roots of max(V, epsilon^2)."""
    return [max(v, floor(p)).sqrt() for v in V]


def divided(g: Vector, below: list[Decimal]) -> Vector:
    """Entry by entry, 0 at 0/0."""
    return Vector(a / b if a or b else 0 for a, b in zip(g, below, strict=True))


def clipped(p: Any, U: Vector, size: Any = rms) -> Vector:
    """U / max(1, size(U)/clip)."""
    return U / max(size(U) / p.clip, ONE)


def relative(p: Any, x: Vector, t: int, size: Any = rms) -> Decimal:
    """max(scale_floor, size x) min(s, 1/sqrt t)."""
    return max(p.scale_floor, size(x)) * limited(p, t)


def limited(p: Any, t: int) -> Decimal:
    """min(s, 1/sqrt t)."""
    return min(p.step_size, 1 / Decimal(t).sqrt())


def shrunk(p: Any, x: Vector, *_: Any) -> Vector:
    """(1 - s d) x."""
    return (1 - p.step_size * p.weight_decay) * x


def adafactor(
    second: Any = factored,
    below: Any = floored,
    clip: Any = clipped,
    length: Any = relative,
    weights: Any = lambda t: (1 - weight(t), weight(t)),
    decayed: Any = shrunk,
    seen: Any = lambda p, g, x: g,
    added: Any = lambda p: 0,
    rows: Any = lambda p: p.rows,
    sign: int = 1,
) -> Any:
    """x+ = decayed(x) - sign length clip(g / below(second(R+, C+))); `added` enters the squares."""

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        m = rows(p)
        n, t = len(x) // m, 0
        R, C = Vector([0] * m), Vector([0] * n)
        while True:
            g, t = seen(p, o.gradient(x), x), t + 1
            Q, (keep, new) = [a * a + added(p) for a in g], weights(t)
            R = keep * R + new * Vector(sum(Q[i * n : i * n + n], Decimal(0)) / n for i in range(m))
            C = keep * C + new * Vector(sum(Q[j::n], Decimal(0)) / m for j in range(n))
            U = clip(p, divided(g, below(p, second(p, R, C))))
            a = length(p, x, t)
            x = decayed(p, x, a) - sign * a * U
            yield x

    return iterates


def _tall(p: Any, R: Vector, C: Vector) -> list[Decimal]:
    return factored(p, R, C) if len(R) <= len(C) else [c for _ in R for c in C]


def _minimum(p: Any, U: Vector) -> Vector:
    size = min(rms(U) / p.clip, ONE)
    return U / size if size else U


def _unlimited(p: Any, x: Vector, t: int) -> Decimal:
    return max(p.scale_floor, rms(x)) * p.step_size


def _without_floors(p: Any, V: list[Decimal]) -> list[Decimal]:
    return [v.sqrt() for v in V]


def _bare(p: Any, R: Vector, C: Vector) -> list[Decimal]:
    mean = sum(R, Decimal(0)) / len(R)
    return [r * c / mean if mean else r * c for r in R for c in C]


ADAFACTOR = {
    "reference": adafactor(),
    "clip-with-minimum": adafactor(clip=_minimum),
    "no-clip": adafactor(clip=lambda p, U: U),
    "tall-rows-forgotten": adafactor(_tall),
    "not-factored": adafactor(lambda p, R, C: list(C), rows=lambda p: 1),
    "no-normaliser": adafactor(lambda p, R, C: [r * c for r in R for c in C]),
    "sum-for-mean": adafactor(lambda p, R, C: [v / len(R) for v in factored(p, R, C)]),
    "no-root": adafactor(below=lambda p, V: [max(v, p.epsilon**2) for v in V]),
    "floor-not-squared": adafactor(below=lambda p, V: floored(p, V, lambda p: p.epsilon)),
    "counter-ahead": adafactor(weights=lambda t: (1 - weight(t + 1), weight(t + 1))),
    "weights-exchanged": adafactor(weights=lambda t: (weight(t), 1 - weight(t))),
    "step-not-relative": adafactor(length=lambda p, x, t: limited(p, t)),
    "norm-for-rms": adafactor(
        clip=lambda p, U: clipped(p, U, norm), length=lambda p, x, t: relative(p, x, t, norm)
    ),
    "no-scale-floor": adafactor(length=lambda p, x, t: rms(x) * limited(p, t)),
    "scale-of-decayed": adafactor(length=lambda p, x, t: relative(p, shrunk(p, x), t)),
    "decay-without-step": adafactor(decayed=lambda p, x, a: (1 - p.weight_decay) * x),
    "decay-with-relative-step": adafactor(decayed=lambda p, x, a: (1 - a * p.weight_decay) * x),
    "decay-in-gradient": adafactor(seen=lambda p, g, x: g + p.weight_decay * x, decayed=lambda p, x, a: x),
    "no-root-of-time": adafactor(length=_unlimited),
    "ascends": adafactor(sign=-1),
    "epsilon-added": adafactor(
        _bare,
        _without_floors,
        length=lambda p, x, t: relative(p, shrunk(p, x), t),
        added=lambda p: p.epsilon,
    ),
    "fixed-decay": adafactor(
        _bare,
        _without_floors,
        length=_unlimited,
        decayed=lambda p, x, a: (1 - p.weight_decay) * x,
        added=lambda p: p.epsilon,
    ),
}
