"""SGD with momentum and Adam: right, with their mistakes, and as other dialects, over decimals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from verification.vectors.second_way.decimals import CENT, Vector, zero


def plain(p: Any, b: Vector, g: Vector, t: int) -> Vector:
    """b_t = mu b_{t-1} + (1 - tau) g, b_1 = g."""
    return g if t == 1 else p.momentum * b + (1 - p.dampening) * g


def momentum(
    buffer: Any = plain,
    used: Any = lambda p, b, g, x, old, t: b,
    coupled: bool = True,
    length: Any = 1,
    kept: Any = lambda b, t: b,
) -> Any:
    """x+ = x - length s used(...), where the gradient holds the decay unless `coupled` is False."""

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        b, t = zero(x), 0
        while True:
            t += 1
            g = o.gradient(x) + (p.weight_decay if coupled else 0) * x
            old, b = b, buffer(p, b, g, t)
            x = x - length * p.step_size * used(p, b, g, x, old, t)
            b = kept(b, t)
            yield x

    return iterates


def velocity(decoupled: bool) -> Any:
    """The dialects whose velocity holds the step size: w = mu w - s g, x+ = x + w."""

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        w = zero(x)
        while True:
            decay = p.weight_decay * x
            w = p.momentum * w - p.step_size * (o.gradient(x) + (0 if decoupled else 1) * decay)
            x = x + w - (p.step_size if decoupled else 0) * decay
            yield x

    return iterates


SGD_MOMENTUM = {
    "reference": momentum(),
    "dampened-first-step": momentum(lambda p, b, g, t: p.momentum * b + (1 - p.dampening) * g),
    "ignored-dampening": momentum(lambda p, b, g, t: p.momentum * b + g),
    "forgotten-buffer": momentum(lambda p, b, g, t: plain(p, zero(g), g, t)),
    "first-gradient-not-kept": momentum(kept=lambda b, t: b if t > 1 else zero(b)),
    "stale-buffer": momentum(used=lambda p, b, g, x, old, t: g if t == 1 else old),
    "averaged-gradients": momentum(
        lambda p, b, g, t: g if t == 1 else p.momentum * b + (1 - p.momentum) * (1 - p.dampening) * g
    ),
    "step-too-long": momentum(length=CENT),
    "ascent": momentum(length=-1),
    "decay-after-momentum": momentum(used=lambda p, b, g, x, old, t: b + p.weight_decay * x, coupled=False),
    "no-decay": momentum(coupled=False),
    "looks-ahead": momentum(used=lambda p, b, g, x, old, t: g + p.momentum * b),
    "velocity": velocity(decoupled=False),
    "decoupled-velocity": velocity(decoupled=True),
    "exponential-average": momentum(lambda p, b, g, t: p.momentum * b + (1 - p.momentum) * g),
}


def average(beta: Decimal, old: Vector, new: Vector) -> Vector:
    """beta old + (1 - beta) new."""
    return beta * old + (1 - beta) * new


def squares(g: Vector) -> Vector:
    """Entry by entry."""
    return Vector(a * a for a in g)


def corrections(beta: Decimal, counts: list[int]) -> list[Decimal]:
    """1 - beta^t per coordinate."""
    return [1 - beta**t for t in counts]


def direction(
    counts: Any = lambda t, d: [t] * d,
    first: bool = True,
    second: bool = True,
    denominator: Any = lambda v, c, p: (v / c).sqrt() + p.epsilon,
    betas: Any = lambda p: (p.beta1, p.beta2),
    guarded: bool = True,
) -> Any:
    """m^ over `denominator(v, 1 - beta2^t, parameters)`, 0 where that is 0 unless `guarded` is False."""

    def divided(p: Any, m: Vector, v: Vector, t: int) -> Vector:
        ones, (b1, b2) = [Decimal(1)] * len(m), betas(p)
        c1 = corrections(b1, counts(t, len(m))) if first else ones
        c2 = corrections(b2, counts(t, len(m))) if second else ones
        below = [denominator(b, c, p) for b, c in zip(v, c2)]
        return Vector(a / c / b if b or not guarded else 0 for a, c, b in zip(m, c1, below))

    return divided


def adam(
    towards: Any = direction(),  # noqa: B008  a function without state
    first: Any = lambda p, m, g: average(p.beta1, m, g),
    second: Any = lambda p, v, g, m: average(p.beta2, v, squares(g)),
    stale: str = "",
    length: Any = 1,
) -> Any:
    """Adam with replaceable moments and direction; `stale` names the moment that comes from before g."""

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        m, v, t = zero(x), zero(x), 0
        while True:
            g, t, old = o.gradient(x), t + 1, (m, v)
            m = first(p, m, g)
            v = second(p, v, g, m)
            u = towards(p, old[0] if stale == "first" else m, old[1] if stale == "second" else v, t)
            x = x - length * p.step_size * u
            yield x

    return iterates


def _shared(p: Any, v: Vector, g: Vector, m: Vector) -> Vector:
    return average(p.beta2, v, Vector(g @ g / len(g) for _ in g))


ADAM = {
    "reference": adam(),
    "no-bias-correction": adam(direction(first=False, second=False)),
    "first-moment-uncorrected": adam(direction(first=False)),
    "second-moment-uncorrected": adam(direction(second=False)),
    "counter-ahead": adam(direction(lambda t, d: [t + 1] * d)),
    "counter-behind": adam(direction(lambda t, d: [max(t - 1, 1)] * d)),
    "counter-per-coordinate": adam(direction(lambda t, d: [(t - 1) * d + i + 1 for i in range(d)])),
    "counter-twice": adam(direction(lambda t, d: [2 * t] * d)),
    "epsilon-dropped": adam(direction(denominator=lambda v, c, p: (v / c).sqrt())),
    "epsilon-accumulates": adam(
        second=lambda p, v, g, m: average(p.beta2, v, squares(g)) + Vector(p.epsilon for _ in g)
    ),
    "root-forgotten": adam(direction(denominator=lambda v, c, p: v / c + p.epsilon)),
    "shared-second-moment": adam(second=_shared),
    "betas-exchanged": adam(
        direction(betas=lambda p: (p.beta2, p.beta1)),
        first=lambda p, m, g: average(p.beta2, m, g),
        second=lambda p, v, g, m: average(p.beta1, v, squares(g)),
    ),
    "other-convention": adam(
        first=lambda p, m, g: average(1 - p.beta1, m, g),
        second=lambda p, v, g, m: average(1 - p.beta2, v, squares(g)),
    ),
    "gradient-unweighted": adam(first=lambda p, m, g: p.beta1 * m + g),
    "stale-first-moment": adam(stale="first"),
    "stale-second-moment": adam(stale="second"),
    "squared-first-moment": adam(second=lambda p, v, g, m: average(p.beta2, v, squares(m))),
    "first-moment-emptied": adam(first=lambda p, m, g: (1 - p.beta1) * g),
    "ascent": adam(length=-1),
    "step-too-long": adam(length=CENT),
    "epsilon-hat": adam(direction(denominator=lambda v, c, p: (v.sqrt() + p.epsilon) / c.sqrt())),
    "epsilon-inside": adam(direction(denominator=lambda v, c, p: (v / c + p.epsilon).sqrt())),
}
