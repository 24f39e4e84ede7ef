"""AdaMax, AdaBelief and Yogi: right, with their mistakes, and as other dialects, over decimals.

They keep two averages and take a step along a quotient; what the relatives of Adam share as mistakes is written once.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from types import SimpleNamespace
from typing import Any

from verification.vectors.second_way.adam_relatives import entrywise
from verification.vectors.second_way.adaptive import average, direction, squares
from verification.vectors.second_way.decimals import CENT, Vector, zero


def filled(x: Vector, number: Decimal) -> Vector:
    """That number in every entry."""
    return Vector(number for _ in x)


def moving(
    second: Any,
    towards: Any,
    start: Any = lambda p, x: (zero(x), zero(x)),
    stale: str = "",
    count: Any = lambda t: t,
    seen: Any = lambda p: p,
    emptied: bool = False,
    length: Any = 1,
) -> Any:
    """x+ = x - length s towards(p, m, v, t) with m averaged and v+ = second(p, v, g, m, m of before, t).

    `stale` names the moment from before g, `count` and `seen` change the counter and the parameters of the step.
    """

    def iterates(o: Any, given: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        (m, v), p, steps = start(given, x), seen(given), 0
        while True:
            g, steps, old = o.gradient(x), steps + 1, (zero(x) if emptied else m, v)
            t = count(steps)
            m = average(p.beta1, old[0], g)
            v = second(p, v, g, m, old[0], t)
            of = old[1] if stale == "second" or (stale == "second later" and steps > 1) else v
            x = x - length * p.step_size * towards(p, old[0] if stale == "first" else m, of, t)
            yield x

    return iterates


def changed(**fields: Any) -> Any:
    """Hyper-parameters with some of them replaced by functions of them."""
    return lambda p: SimpleNamespace(**{**vars(p), **{name: of(p) for name, of in fields.items()}})


def common(method: Any) -> dict[str, Any]:
    """The mistakes that all of them share, under their names."""
    return {
        "counter-ahead": method(count=lambda t: t + 1),
        "counter-twice": method(count=lambda t: 2 * t),
        "epsilon-dropped": method(seen=changed(epsilon=lambda p: Decimal(0))),
        "betas-exchanged": method(seen=changed(beta1=lambda p: p.beta2, beta2=lambda p: p.beta1)),
        "other-convention": method(seen=changed(beta1=lambda p: 1 - p.beta1, beta2=lambda p: 1 - p.beta2)),
        "first-moment-emptied": method(emptied=True),
        "ascent": method(length=-1),
        "step-too-long": method(length=CENT),
    }


def itself(v: Decimal, c: Decimal, p: Any) -> Decimal:
    """The second moment as it is."""
    return v


def faded(p: Any, v: Vector, g: Vector, m: Vector, before: Vector, t: int, modulus: Any = abs) -> Vector:
    """max(beta2 v, |g| + epsilon)."""
    return entrywise(lambda a, b: max(p.beta2 * a, modulus(b) + p.epsilon), v, g)


adamax = partial(moving, second=faded, towards=direction(denominator=itself))
ADAMAX = {
    "reference": adamax(),
    **common(adamax),
    "not-corrected": adamax(towards=direction(first=False, denominator=itself)),
    "maximum-corrected": adamax(towards=direction(denominator=lambda v, c, p: v / c)),
    "not-faded": adamax(second=lambda p, v, g, *_: entrywise(lambda a, b: max(a, abs(b) + p.epsilon), v, g)),
    "average-of-moduli": adamax(
        second=lambda p, v, g, *_: average(p.beta2, v, entrywise(abs, g)) + filled(g, p.epsilon)
    ),
    "modulus-forgotten": adamax(second=partial(faded, modulus=lambda a: a)),
    "root-of-maximum": adamax(towards=direction(denominator=lambda v, c, p: v.sqrt())),
    "stale-maximum": adamax(stale="second later"),
    "stale-first-moment": adamax(stale="first"),
    "epsilon-in-division": adamax(
        second=lambda p, v, g, *_: entrywise(lambda a, b: max(p.beta2 * a, abs(b)), v, g),
        towards=direction(denominator=lambda v, c, p: v + p.epsilon),
    ),
}


def deviation(square: Any, kept: Any = lambda p: p.epsilon) -> Any:
    """beta2 v + (1 - beta2) square + epsilon."""

    def second(p: Any, v: Vector, g: Vector, m: Vector, before: Vector, t: int) -> Vector:
        return average(p.beta2, v, square(p, g, m, before, t)) + filled(g, kept(p))

    return second


def distance(p: Any, g: Vector, m: Vector, before: Vector, t: int) -> Vector:
    """(g - m)^2."""
    return squares(g - m)


OUTSIDE = deviation(distance, kept=lambda p: Decimal(0))
adabelief = partial(moving, second=deviation(distance), towards=direction())
ADABELIEF = {
    "reference": adabelief(),
    **common(adabelief),
    "old-mean": adabelief(second=deviation(lambda p, g, m, before, t: squares(g - before))),
    "corrected-mean": adabelief(second=deviation(lambda p, g, m, _, t: squares(g - m / (1 - p.beta1**t)))),
    "squared-gradient": adabelief(second=deviation(lambda p, g, m, before, t: squares(g))),
    "difference-of-squares": adabelief(
        second=deviation(lambda p, g, m, before, t: entrywise(abs, squares(g) - squares(m)))
    ),
    "epsilon-not-kept": adabelief(
        second=OUTSIDE, towards=direction(denominator=lambda v, c, p: (v / c + p.epsilon).sqrt() + p.epsilon)
    ),
    "epsilon-once": adabelief(towards=direction(denominator=lambda v, c, p: (v / c).sqrt())),
    "epsilon-outside": adabelief(second=OUTSIDE),
    "not-corrected": adabelief(towards=direction(first=False, second=False)),
}


def approached(change: Any = lambda v, q: q, compared: Any = lambda q: q, sense: int = 1) -> Any:
    """v - sense (1 - beta2) sign(v - compared(g^2)) change(v, g^2), not below 0."""

    def entry(p: Any, v: Decimal, q: Decimal) -> Decimal:
        side = (v > compared(q)) - (v < compared(q))
        return max(v - sense * (1 - p.beta2) * side * change(v, q), Decimal(0))

    return lambda p, v, g, *_: entrywise(lambda a, b: entry(p, a, b), v, squares(g))


def _fading(p: Any, v: Vector, g: Vector, *_: Any) -> Vector:
    return approached()(p, v, g) - (1 - p.beta2) * v


def beginning(p: Any, x: Vector) -> tuple[Vector, Vector]:
    """Both moments at `initial`."""
    return filled(x, p.initial), filled(x, p.initial)


yogi = partial(moving, second=approached(), towards=direction(guarded=False), start=beginning)
YOGI = {
    "reference": yogi(),
    **common(yogi),
    "sign-reversed": yogi(second=approached(sense=-1)),
    "difference-for-sign": yogi(second=lambda p, v, g, *_: average(p.beta2, v, squares(g))),
    "faded": yogi(second=_fading),
    "compared-with-modulus": yogi(second=approached(compared=Decimal.sqrt)),
    "change-of-own-size": yogi(second=approached(change=lambda v, q: v)),
    "momentum-from-zero": yogi(start=lambda p, x: (zero(x), filled(x, p.initial))),
    "from-zero": yogi(start=lambda p, x: (zero(x), zero(x))),
    "stale-second-moment": yogi(stale="second"),
    "epsilon-inside": yogi(towards=direction(denominator=lambda v, c, p: (v / c + p.epsilon).sqrt())),
    "uncorrected": yogi(towards=direction(first=False, second=False)),
}
