"""AdamW, AMSGrad, NAdam and RAdam: right, with their mistakes, and as other dialects, over decimals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from verification.vectors.second_way.adaptive import average, direction, squares
from verification.vectors.second_way.decimals import CENT, Vector, zero

NO_EPSILON = direction(denominator=lambda v, c, p: (v / c).sqrt())
EPSILON_INSIDE = direction(denominator=lambda v, c, p: (v / c + p.epsilon).sqrt())
EPSILON_HAT = direction(denominator=lambda v, c, p: (v.sqrt() + p.epsilon) / c.sqrt())
COUNTER_AHEAD = direction(lambda t, d: [t + 1] * d)
FRACTION = Decimal.from_float(0.96)  # of the schedule of NAdam


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


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """base^exponent of a positive base."""
    return (exponent * base.ln()).exp()


def scheduled(half: Any = Decimal("0.5"), late: int = 0, psi: Any = lambda p: p.momentum_decay) -> Any:
    """mu_t = beta1 (1 - half 0.96^(psi (t - late)))."""
    return lambda p, t: p.beta1 * (1 - half * power(FRACTION, psi(p) * (t - late)))


def ahead(p: Any, m: Vector, g: Vector, P: Decimal, now: Decimal, then: Decimal, t: int) -> Vector:
    """mu_{t+1} m / (1 - P mu_{t+1}) + (1 - mu_t) g / (1 - P)."""
    return then / (1 - P * then) * m + (1 - now) / (1 - P) * g


def nadam(
    numerator: Any = ahead,
    momentum: Any = scheduled(),  # noqa: B008
    root: Any = lambda v, c, p: (v / c).sqrt() + p.epsilon,
    start: int = 1,
    times: int = 1,
    weight: Any = lambda p, mu: p.beta1,
    stale: bool = False,
    length: Any = 1,
) -> Any:
    """NAdam; `times` is how often each momentum enters the product P, `weight` that of the average m."""

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        m, v, P, t = zero(x), zero(x), Decimal(start), 0
        while True:
            g, t, old = o.gradient(x), t + 1, m
            now, then = momentum(p, t), momentum(p, t + 1)
            m, v, P = average(weight(p, now), m, g), average(p.beta2, v, squares(g)), P * now**times
            n = numerator(p, old if stale else m, g, P, now, then, t)
            below = Vector(root(a, 1 - p.beta2**t, p) for a in v)
            u = entrywise(lambda a, b: a / b if b else Decimal(0), n, below)
            x = x - length * p.step_size * u
            yield x

    return iterates


NADAM = {
    "reference": nadam(),
    "product-from-zero": nadam(start=0),
    "product-twice": nadam(times=2),
    "product-not-ahead": nadam(lambda p, m, g, P, now, then, t: (then * m + (1 - now) * g) / (1 - P)),
    "gradient-uncorrected": nadam(lambda p, m, g, P, now, then, t: then / (1 - P * then) * m + (1 - now) * g),
    "second-moment-uncorrected": nadam(root=lambda v, c, p: v.sqrt() + p.epsilon),
    "second-moment-decayed": nadam(root=lambda v, c, p: (p.beta2 * v / c).sqrt() + p.epsilon),
    "momentum-not-ahead": nadam(lambda p, m, g, P, now, then, t: ahead(p, m, g, P, now, now, t)),
    "late-schedule": nadam(momentum=scheduled(late=1)),
    "half-forgotten": nadam(momentum=scheduled(half=1)),
    "scheduled-average": nadam(weight=lambda p, mu: mu),
    "stale-first-moment": nadam(stale=True),
    "no-lookahead": nadam(lambda p, m, g, P, now, then, t: m / (1 - P)),
    "epsilon-hat": nadam(root=lambda v, c, p: (v.sqrt() + p.epsilon) / c.sqrt()),
    "ascent": nadam(length=-1),
    "step-too-long": nadam(length=CENT),
    "fast-schedule": nadam(momentum=scheduled(psi=lambda p: 1)),
    "constant-momentum": nadam(momentum=lambda p, t: p.beta1),
    "shared-correction": nadam(
        lambda p, m, g, P, now, then, t: average(p.beta1, m, g) / (1 - p.beta1**t),
        root=lambda v, c, p: (v.sqrt() + p.epsilon) / c.sqrt(),
    ),
}


def lengths(p: Any, t: int) -> tuple[Decimal, Decimal]:
    """rho and rho_t."""
    rho = 2 / (1 - p.beta2) - 1
    return rho, rho - 2 * t * p.beta2**t / (1 - p.beta2**t)


def factor(rho: Decimal, rho_t: Decimal) -> Decimal:
    """r_t."""
    return ((rho_t - 4) * (rho_t - 2) * rho / ((rho - 4) * (rho - 2) * rho_t)).sqrt()


def radam(
    threshold: int = 5,
    r: Any = factor,
    normalised: Any = direction(),  # noqa: B008
    plain: Any = lambda p, m, t: m / (1 - p.beta1**t),
    of: Any = lengths,
    ahead_by: int = 0,
    late: bool = False,
    length: Any = 1,
) -> Any:
    """RAdam; `plain` is the step at most at the threshold; with `late` the moments begin beyond it."""

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        m, v, t = zero(x), zero(x), 0
        while True:
            g, t = o.gradient(x), t + 1
            rho, rho_t = of(p, t + ahead_by)
            if late and rho_t <= threshold:
                x = x - p.step_size * g
                yield x
                continue
            m, v = average(p.beta1, m, g), average(p.beta2, v, squares(g))
            if rho_t > threshold:
                u = r(rho, rho_t) * normalised(p, m, v, t + ahead_by)
            else:
                u = plain(p, m, t + ahead_by)
            x = x - length * p.step_size * u
            yield x

    return iterates


def longer(p: Any, t: int) -> tuple[Decimal, Decimal]:
    """rho + 1 and rho_t + 1."""
    rho, rho_t = lengths(p, t)
    return rho + 1, rho_t + 1


def without_count(p: Any, t: int) -> tuple[Decimal, Decimal]:
    """rho and rho - 2 beta2^t / (1 - beta2^t)."""
    rho, _ = lengths(p, t)
    return rho, rho - 2 * p.beta2**t / (1 - p.beta2**t)


RADAM = {
    "reference": radam(),
    "threshold-six": radam(6),
    "not-normalised": radam(normalised=lambda p, m, v, t: m / (1 - p.beta1**t)),
    "not-rectified": radam(r=lambda rho, rho_t: 1),
    "root-forgotten": radam(r=lambda rho, rho_t: factor(rho, rho_t) ** 2),
    "inverted": radam(r=lambda rho, rho_t: 1 / factor(rho, rho_t)),
    "limit-too-large": radam(of=longer),
    "length-without-count": radam(of=without_count),
    "fraction-forgotten": radam(
        r=lambda rho, rho_t: ((rho_t - 4) * (rho_t - 2) / ((rho - 4) * (rho - 2))).sqrt()
    ),
    "first-steps-uncorrected": radam(plain=lambda p, m, t: m),
    "first-moment-uncorrected": radam(normalised=direction(first=False)),
    "second-moment-uncorrected": radam(normalised=direction(second=False)),
    "counter-ahead": radam(ahead_by=1),
    "epsilon-dropped": radam(normalised=NO_EPSILON),
    "epsilon-inside": radam(normalised=EPSILON_INSIDE),
    "late-moments": radam(late=True),
    "ascent": radam(length=-1),
    "step-too-long": radam(length=CENT),
    "threshold-four": radam(4),
    "epsilon-hat": radam(normalised=EPSILON_HAT),
    "waiting": radam(normalised=EPSILON_HAT, plain=lambda p, m, t: zero(m)),
}
