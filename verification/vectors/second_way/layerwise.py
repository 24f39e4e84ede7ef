"""LAMB and LARS: right, with their mistakes, and as other dialects, over decimals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from verification.vectors.second_way.adam_relatives import (
    COUNTER_AHEAD,
    EPSILON_HAT,
    EPSILON_INSIDE,
    coupled,
    entrywise,
)
from verification.vectors.second_way.adaptive import average, direction, squares
from verification.vectors.second_way.decimals import CENT, Vector, norm, zero


def ratio(weights: Decimal, update: Decimal) -> Decimal:
    """The quotient, 1 where either is zero."""
    return weights / update if weights and update else Decimal(1)


def absolute(v: Vector) -> Decimal:
    """l1 norm."""
    return sum(map(abs, v), Decimal(0))


def trust(p: Any, x: Vector, u: Vector, pure: Vector, g: Vector) -> Any:
    """|x| / |u|."""
    return ratio(norm(x), norm(u))


def lamb(
    r: Any = trust,
    towards: Any = direction(),  # noqa: B008  a function without state
    seen: Any = lambda p, g, x: g,
    decay: Any = lambda p: p.weight_decay,
    first: Any = lambda p, x: x,
    last: Any = lambda p, x: x,
    length: Any = 1,
) -> Any:
    """u = towards + decay x, x+ = last(first(x) - s r u), where first(x) stands in for x at every place."""

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        m, v, t = zero(x), zero(x), 0
        while True:
            g, t = seen(p, o.gradient(x), x), t + 1
            m, v = average(p.beta1, m, g), average(p.beta2, v, squares(g))
            pure, x = towards(p, m, v, t), first(p, x)
            u = pure + decay(p) * x
            scale = r(p, x, u, pure, g)
            step = entrywise(lambda a, b: a * b, scale, u) if isinstance(scale, Vector) else scale * u
            x = last(p, x - length * p.step_size * step)
            yield x

    return iterates


def none(p: Any) -> int:
    """No decay."""
    return 0


def shrunk(p: Any, x: Vector) -> Vector:
    """(1 - s d) x."""
    return (1 - p.step_size * p.weight_decay) * x


LAMB = {
    "reference": lamb(),
    "decay-in-gradient": lamb(seen=coupled, decay=none),
    "ratio-without-decay": lamb(lambda p, x, u, pure, g: ratio(norm(x), norm(pure))),
    "decay-after": lamb(decay=none, last=shrunk),
    "no-decay": lamb(decay=none),
    "no-ratio": lamb(lambda p, x, u, pure, g: 1),
    "ratio-of-gradient": lamb(lambda p, x, u, pure, g: ratio(norm(x), norm(g))),
    "ratio-per-entry": lamb(lambda p, x, u, pure, g: entrywise(lambda a, b: ratio(abs(a), abs(b)), x, u)),
    "absolute-norms": lamb(lambda p, x, u, pure, g: ratio(absolute(x), absolute(u))),
    "zero-weights-stay": lamb(lambda p, x, u, pure, g: trust(p, x, u, pure, g) if norm(x) else 0),
    "unguarded-ratio": lamb(lambda p, x, u, pure, g: norm(x) / norm(u) if norm(x) else 1),
    "epsilon-in-ratio": lamb(
        lambda p, x, u, pure, g: norm(x) / (norm(u) + p.epsilon) if norm(x) and norm(u) else 1
    ),
    "epsilon-inside-root": lamb(towards=EPSILON_INSIDE),
    "epsilon-before-correction": lamb(towards=EPSILON_HAT),
    "first-uncorrected": lamb(towards=direction(first=False)),
    "second-uncorrected": lamb(towards=direction(second=False)),
    "counter-ahead": lamb(towards=COUNTER_AHEAD),
    "step-too-long": lamb(length=CENT),
    "ascends": lamb(length=-1),
    "decay-outside-ratio": lamb(decay=none, first=shrunk),
    "uncorrected": lamb(
        lambda p, x, u, pure, g: ratio(min(norm(x), Decimal(10)), norm(u)),
        direction(first=False, second=False),
    ),
    "clipped-gradient": lamb(
        lambda p, x, u, pure, g: trust(p, x, u, pure, g) if p.weight_decay else 1,
        seen=lambda p, g, x: g / max(norm(g), Decimal(1)),
    ),
    "ratio-at-most-one": lamb(lambda p, x, u, pure, g: min(trust(p, x, u, pure, g), Decimal(1))),
}


def local(p: Any, weights: Decimal, divisor: Decimal) -> Decimal:
    """eta |x| / divisor, 1 where either is zero."""
    return p.trust_coefficient * weights / divisor if weights and divisor else Decimal(1)


def local_rate(p: Any, x: Vector, g: Vector, size: Any = norm) -> Decimal:
    """eta |x| / (|g| + d |x| + epsilon)."""
    return local(p, size(x), size(g) + p.weight_decay * size(x) + p.epsilon)


def lars(
    r: Any = local_rate,
    enters: Any = coupled,
    weight: Any = lambda p: 1,
    remembers: bool = True,
    stale: bool = False,
    outside: Any = None,
    decay: Any = lambda p: 0,
) -> Any:
    """b+ = mu b + s r enters, x+ = x - b+; `outside` is what multiplies b+ where nothing but g enters as it is."""

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        b = zero(x)
        while True:
            g, old = o.gradient(x), b
            entering = enters(p, g, x) if outside else weight(p) * p.step_size * r(p, x, g) * enters(p, g, x)
            b = p.momentum * (old if remembers else zero(x)) + entering
            taken = old if stale else b
            x = x - decay(p) * x - (outside(p, x, g) if outside else 1) * taken
            yield x

    return iterates


def _divided_by_sum(p: Any, x: Vector, g: Vector) -> Decimal:
    size = norm(coupled(p, g, x))
    return local(p, norm(x), size + p.epsilon) if size else Decimal(1)


def _with_decay_only(p: Any, g: Vector, x: Vector) -> Vector:
    if not (p.weight_decay and norm(g) and norm(x)):
        return g
    return local_rate(p, x, g) * coupled(p, g, x)


LARS = {
    "reference": lars(),
    "ratio-off-without-decay": lars(lambda p, x, g: local_rate(p, x, g) if p.weight_decay else 1),
    "ratio-on-buffer": lars(
        enters=lambda p, g, x: g, outside=lambda p, x, g: p.step_size * local_rate(p, x, g)
    ),
    "decay-in-divisor-only": lars(enters=lambda p, g, x: g),
    "decay-not-in-divisor": lars(lambda p, x, g: local(p, norm(x), norm(g) + p.epsilon)),
    "decoupled-decay": lars(enters=lambda p, g, x: g, decay=lambda p: p.step_size * p.weight_decay),
    "zero-weights-stay": lars(lambda p, x, g: local_rate(p, x, g) if norm(x) else 0),
    "unguarded-ratio": lars(
        lambda p, x, g: (
            p.trust_coefficient * norm(x) / (norm(g) + p.weight_decay * norm(x) + p.epsilon) if norm(x) else 1
        )
    ),
    "squared-norms": lars(lambda p, x, g: local_rate(p, x, g, lambda v: v @ v)),
    "absolute-norms": lars(lambda p, x, g: local_rate(p, x, g, absolute)),
    "no-trust-coefficient": lars(
        lambda p, x, g: ratio(norm(x), norm(g) + p.weight_decay * norm(x) + p.epsilon)
    ),
    "buffer-reset": lars(remembers=False),
    "old-buffer": lars(stale=True),
    "averaged-buffer": lars(weight=lambda p: 1 - p.momentum),
    "step-too-long": lars(weight=lambda p: CENT),
    "ascends": lars(weight=lambda p: -1),
    "norm-of-sum": lars(_divided_by_sum),
    "step-outside-buffer": lars(
        enters=lambda p, g, x: (local_rate(p, x, g) if norm(g) else 1) * coupled(p, g, x),
        outside=lambda p, x, g: p.step_size,
    ),
    "ratio-with-decay-only": lars(enters=_with_decay_only, outside=lambda p, x, g: p.step_size),
}
