"""What both forms of Sophia share, right and with the mistakes, over decimals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from verification.vectors.second_way.adam_relatives import entrywise
from verification.vectors.second_way.adaptive import average
from verification.vectors.second_way.decimals import CENT, Vector, zero
from verification.vectors.second_way.moments import changed

ONE = Decimal(1)


def clip(v: Vector, limit: Decimal = ONE) -> Vector:
    """Entry by entry to [-limit, limit]."""
    return Vector(max(min(a, limit), -limit) for a in v)


def quotient(p: Any, m: Vector, h: Vector, floor: Any = lambda p, a: max(p.gamma * a, p.epsilon)) -> Vector:
    """m over the floored curvature."""
    return entrywise(lambda a, b: a / floor(p, b), m, h)


def clipped(floor: Any) -> Any:
    """clip(m / floor(h), 1)."""
    return lambda p, m, h: clip(quotient(p, m, h, floor))


def towards(p: Any, m: Vector, h: Vector) -> Vector:
    """clip(m / max(gamma h, epsilon), 1)."""
    return clip(quotient(p, m, h))


def decayed(p: Any, x: Vector, u: Vector) -> Vector:
    """(1 - eta lambda) x - eta u."""
    return x - p.step_size * (u + p.weight_decay * x)


def plain(p: Any, x: Vector, u: Vector) -> Vector:
    """x - eta u."""
    return x - p.step_size * u


def together(p: Any, m: Vector, h: Vector) -> Vector:
    """A mistake: the vector is scaled as a whole."""
    r = quotient(p, m, h)
    return r / max(ONE, *map(abs, r))


def threshold(p: Any, m: Vector, h: Vector) -> Vector:
    """clip(m / max(h, epsilon), gamma)."""
    return clip(quotient(p, m, h, lambda p, a: max(a, p.epsilon)), p.gamma)


def sophia(
    estimate: Any,
    direction: Any = towards,
    move: Any = decayed,
    due: Any = lambda t, k: (t - 1) % k == 0,
    mean: Any = average,
    between: Any = lambda p, h, last: h,
    seen: Any = lambda p, g, x: g,
    momentum: Any = lambda p, m, old, g, t: m,
    curvature: Any = lambda p, h, old, j: h,
    length: Any = lambda p, t: ONE,
    of: Any = lambda p: p,
    after: bool = False,
) -> Any:
    """x+ = move(x, length direction(momentum, curvature)); h+ = mean(h, estimate) in the steps that are `due`, else
    `between`. `of` changes the parameters; with `after` h is renewed after the step, at the new point."""

    def iterates(o: Any, given: Any, x: Vector, draws: Iterator[Decimal]) -> Iterator[Vector]:
        p, m, h, last, t, j = of(given), zero(x), zero(x), zero(x), 0, 0
        while True:
            t, old_m, old_h = t + 1, m, h
            g = o.gradient(x)
            m = average(p.beta1, m, seen(p, g, x))
            if not after and due(t, p.period):
                last, j = estimate(o, x, draws), j + 1
                h = mean(p.beta2, h, last)
            elif not after:
                h = between(p, h, last)
            u = length(p, t) * direction(p, momentum(p, m, old_m, g, t), curvature(p, h, old_h, j))
            x = move(p, x, u)
            if after and t % p.period == 0:
                h = mean(p.beta2, h, estimate(o, x, draws))
            yield x

    return iterates


def corrected_momentum(p: Any, m: Vector, old: Vector, g: Vector, t: int) -> Vector:
    """m / (1 - beta1^t)."""
    return m / (1 - p.beta1**t)


def old_curvature(p: Any, h: Vector, old: Vector, j: int) -> Vector:
    """h of before the refresh."""
    return old


def shared(method: Any) -> dict[str, Any]:
    """The reference, and the mistakes that both forms share, under their names."""
    return {
        "reference": method(),
        "old-curvature": method(curvature=old_curvature),
        "stale-momentum": method(momentum=lambda p, m, old, g, t: old),
        "clip-forgotten": method(direction=quotient),
        "clipped-before-division": method(direction=lambda p, m, h: quotient(p, clip(m), h)),
        "scaled-together": method(direction=together),
        "floor-added": method(direction=clipped(lambda p, a: p.gamma * a + p.epsilon)),
        "floor-scaled": method(direction=clipped(lambda p, a: p.gamma * max(a, p.epsilon))),
        "gamma-forgotten": method(direction=clipped(lambda p, a: max(a, p.epsilon))),
        "gamma-above": method(direction=clipped(lambda p, a: max(a, p.epsilon) / p.gamma)),
        "root-of-curvature": method(
            direction=clipped(lambda p, a: max((p.gamma * max(a, Decimal(0))).sqrt(), p.epsilon))
        ),
        "refreshed-every-step": method(due=lambda t, k: True),
        "averaged-every-step": method(between=lambda p, h, last: average(p.beta2, h, last)),
        "curvature-fades": method(between=lambda p, h, last: p.beta2 * h),
        "refreshed-late": method(due=lambda t, k: t % k == 0),
        "curvature-not-averaged": method(mean=lambda beta, h, new: new),
        "momentum-forgotten": method(momentum=lambda p, m, old, g, t: g),
        "momentum-corrected": method(momentum=corrected_momentum),
        "curvature-corrected": method(curvature=lambda p, h, old, j: h / (1 - p.beta2**j)),
        "betas-exchanged": method(of=changed(beta1=lambda p: p.beta2, beta2=lambda p: p.beta1)),
        "decay-in-gradient": method(seen=lambda p, g, x: g + p.weight_decay * x, move=plain),
        "decay-unscaled": method(move=lambda p, x, u: (1 - p.weight_decay) * x - p.step_size * u),
        "decay-after": method(move=lambda p, x, u: (1 - p.step_size * p.weight_decay) * plain(p, x, u)),
        "decay-clipped": method(move=lambda p, x, u: plain(p, x, clip(u + p.weight_decay * x))),
        "decay-forgotten": method(move=plain),
        "ascent": method(length=lambda p, t: -1),
        "step-too-long": method(length=lambda p, t: CENT),
    }
