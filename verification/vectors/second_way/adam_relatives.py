"""AdamW and AMSGrad: right, with their mistakes, and as other dialects, over decimals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from verification.vectors.second_way.adaptive import average, direction, squares
from verification.vectors.second_way.decimals import CENT, Vector, zero

NO_EPSILON = direction(denominator=lambda v, c, p: (v / c).sqrt())
EPSILON_INSIDE = direction(denominator=lambda v, c, p: (v / c + p.epsilon).sqrt())
EPSILON_HAT = direction(denominator=lambda v, c, p: (v.sqrt() + p.epsilon) / c.sqrt())
COUNTER_AHEAD = direction(lambda t, d: [t + 1] * d)


def entrywise(function: Any, *vectors: Vector) -> Vector:
    """The function of corresponding entries."""
    return Vector(function(*entries) for entries in zip(*vectors, strict=True))


def moved(p: Any, x: Vector, u: Vector, g: Vector) -> Vector:
    """x - s d x - s u."""
    return x - p.step_size * p.weight_decay * x - p.step_size * u


def adamw(
    move: Any = moved,
    towards: Any = direction(),  # noqa: B008  a function without state
    first: Any = lambda p, g, x: g,
    second: Any = lambda p, g, x: g,
    used: Any = lambda p, m, old, x, t: m,
) -> Any:
    """AdamW: `first` and `second` enter the moments, `used` is the first moment that the step takes."""

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        m, v, t = zero(x), zero(x), 0
        while True:
            g, t, old = o.gradient(x), t + 1, m
            m = average(p.beta1, m, first(p, g, x))
            v = average(p.beta2, v, squares(second(p, g, x)))
            x = move(p, x, towards(p, used(p, m, old, x, t), v, t), g)
            yield x

    return iterates


def coupled(p: Any, g: Vector, x: Vector) -> Vector:
    """The gradient with the decay added."""
    return g + p.weight_decay * x


def without_decay(p: Any, x: Vector, u: Vector, g: Vector) -> Vector:
    """x - s u."""
    return x - p.step_size * u


ADAMW = {
    "reference": adamw(),
    "decay-unscaled": adamw(lambda p, x, u, g: x - p.weight_decay * x - p.step_size * u),
    "decay-scaled-twice": adamw(lambda p, x, u, g: x - p.step_size**2 * p.weight_decay * x - p.step_size * u),
    "decay-dropped": adamw(without_decay),
    "proximal-decay": adamw(lambda p, x, u, g: (x - p.step_size * u) / (1 + p.step_size * p.weight_decay)),
    "decay-normalised": adamw(
        without_decay, used=lambda p, m, old, x, t: m + (1 - p.beta1**t) * p.weight_decay * x
    ),
    "decay-in-first-moment": adamw(without_decay, first=coupled),
    "decay-twice": adamw(first=coupled, second=coupled),
    "growth": adamw(lambda p, x, u, g: x + p.step_size * p.weight_decay * x - p.step_size * u),
    "decay-where-gradient": adamw(
        lambda p, x, u, g: entrywise(
            lambda a, b, c: a if c == 0 else b, without_decay(p, x, u, g), moved(p, x, u, g), g
        )
    ),
    "no-bias-correction": adamw(towards=direction(first=False, second=False)),
    "counter-ahead": adamw(towards=COUNTER_AHEAD),
    "second-moment-uncorrected": adamw(towards=direction(second=False)),
    "epsilon-dropped": adamw(towards=NO_EPSILON),
    "epsilon-inside": adamw(towards=EPSILON_INSIDE),
    "stale-first-moment": adamw(used=lambda p, m, old, x, t: old),
    "step-too-long": adamw(
        lambda p, x, u, g: x - CENT * p.step_size * p.weight_decay * x - CENT * p.step_size * u
    ),
    "coupled-decay": adamw(without_decay, first=coupled, second=coupled),
    "decay-after-update": adamw(
        lambda p, x, u, g: (1 - p.step_size * p.weight_decay) * without_decay(p, x, u, g)
    ),
    "schedule-only-decay": adamw(lambda p, x, u, g: x - p.weight_decay * x - p.step_size * u),
    "epsilon-hat": adamw(towards=EPSILON_HAT),
}


def larger(p: Any, h: Vector, v: Vector, old: Vector, g: Vector, t: int) -> Vector:
    """Entry by entry."""
    return entrywise(max, h, v)


def corrected(p: Any, v: Vector, t: int) -> Vector:
    """v / (1 - beta2^t)."""
    return v / (1 - p.beta2**t)


def amsgrad(
    largest: Any = larger,
    towards: Any = direction(),  # noqa: B008
    in_place: bool = False,
    length: Any = 1,
) -> Any:
    """AMSGrad; with `in_place` the largest second moment replaces the moment itself."""

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        m, v, h, t = zero(x), zero(x), zero(x), 0
        while True:
            g, t, old = o.gradient(x), t + 1, v
            m, v = average(p.beta1, m, g), average(p.beta2, v, squares(g))
            h = largest(p, h, v, old, g, t)
            v = h if in_place else v
            x = x - length * p.step_size * towards(p, m, h, t)
            yield x

    return iterates


def larger_corrected(p: Any, h: Vector, v: Vector, old: Vector, g: Vector, t: int) -> Vector:
    """max(h, v^)."""
    return entrywise(max, h, corrected(p, v, t))


AMSGRAD = {
    "reference": amsgrad(),
    "maximum-not-kept": amsgrad(lambda p, h, v, old, g, t: v),
    "maximum-in-place": amsgrad(in_place=True),
    "stale-maximum": amsgrad(lambda p, h, v, old, g, t: entrywise(max, h, old)),
    "minimum": amsgrad(lambda p, h, v, old, g, t: entrywise(min, h, v) if t > 1 else v),
    "maximum-of-squares": amsgrad(lambda p, h, v, old, g, t: entrywise(max, h, (1 - p.beta2) * squares(g))),
    "maximum-of-all": amsgrad(lambda p, h, v, old, g, t: Vector(max(a, *v) for a in h)),
    "first-moment-uncorrected": amsgrad(towards=direction(first=False)),
    "maximum-uncorrected": amsgrad(towards=direction(second=False)),
    "corrected-twice": amsgrad(larger_corrected),
    "counter-ahead": amsgrad(towards=COUNTER_AHEAD),
    "epsilon-dropped": amsgrad(towards=NO_EPSILON),
    "epsilon-inside": amsgrad(towards=EPSILON_INSIDE),
    "ascent": amsgrad(length=-1),
    "step-too-long": amsgrad(length=CENT),
    "paper": amsgrad(towards=direction(first=False, second=False)),
    "max-of-corrected": amsgrad(larger_corrected, direction(second=False)),
    "epsilon-hat": amsgrad(towards=EPSILON_HAT),
}
