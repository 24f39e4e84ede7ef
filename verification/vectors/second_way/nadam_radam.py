"""NAdam and RAdam: right, with their mistakes, and as other dialects, over decimals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from verification.vectors.second_way.adam_relatives import (
    EPSILON_HAT,
    EPSILON_INSIDE,
    NO_EPSILON,
    entrywise,
)
from verification.vectors.second_way.adaptive import average, direction, squares
from verification.vectors.second_way.decimals import CENT, Vector, zero

FRACTION = Decimal.from_float(0.96)  # of the schedule of NAdam


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
