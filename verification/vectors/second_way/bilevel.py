"""F2SA and the penalty gradient method, right and with their mistakes, over decimals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from verification.vectors.second_way.decimals import CENT, Vector, root, solve


def hyper(o: Any, x: Vector, y: Vector, z: Vector, weight: Any) -> Vector:
    """f_x + weight (g_x(x, y) - g_x(x, z))."""
    return o.upper_x(x, y) + weight * (o.lower_x(x, y) - o.lower_x(x, z))


def without_subtraction(o: Any, x: Vector, y: Vector, z: Vector, weight: Any) -> Vector:
    """A mistake: g_x(x, z) is not subtracted."""
    return o.upper_x(x, y) + weight * o.lower_x(x, y)


def without_upper(o: Any, x: Vector, y: Vector, z: Vector, weight: Any) -> Vector:
    """A mistake: f_x is missing."""
    return weight * (o.lower_x(x, y) - o.lower_x(x, z))


def implicit(o: Any, x: Vector, y: Vector, z: Vector, weight: Any) -> Vector:
    """Implicit differentiation at z: f_x - g_xy g_yy^{-1} f_y, g_xy = -B'."""
    return o.upper_x(x, z) + o.B.T @ solve(o.A, o.upper_y(x, z))


def double_loop(
    schedule: Any,
    *,
    pull: Any = lambda o, x, y, z, weight: o.upper_y(x, y) + weight * o.lower_y(x, y),
    direction: Any = hyper,
    weight_of: Any = lambda weight: weight,
    fewer: int = 0,
    frozen: bool = False,
    previous: bool = False,
    cold: bool = False,
    one_copy: bool = False,
    length: Any = 1,
) -> Any:
    """The scheme of both methods: T lower steps on both copies, then a step on x.

    `schedule(p, k)` gives lambda, the step of y on f_y + lambda g_y, that of z on g_y, that of x, and lambda in
    the direction of x.
    """

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        y, z, k = p.start, p.start, 0
        while True:
            weight, of_y, of_z, of_x, outer = schedule(p, k)
            old_y, old_z = y, z
            if cold:
                y = z = p.start
            if one_copy:
                y = z
            first = pull(o, x, y, z, weight)
            for _ in range(p.inner_steps - fewer):
                z = z - of_z * o.lower_y(x, z)
                y = y - of_y * (first if frozen else pull(o, x, y, z, weight))
            at = (old_y, old_z) if previous else (y, z)
            x = x - length * of_x * direction(o, x, *at, weight_of(outer))
            k += 1
            yield x

    return iterates


def upper_at_z(o: Any, x: Vector, y: Vector, z: Vector, weight: Decimal) -> Vector:
    """A mistake: f_y at z."""
    return o.upper_y(x, z) + weight * o.lower_y(x, y)


def lower_at_z(o: Any, x: Vector, y: Vector, z: Vector, weight: Decimal) -> Vector:
    """A mistake: g_y at z."""
    return o.upper_y(x, y) + weight * o.lower_y(x, z)


def growing(factor: Any = 1, early: int = 0, grows: bool = True, shrinks: bool = True, power: int = 3) -> Any:
    """lambda_k = (lambda_0^3 + growth k)^(1/3), alpha_k = c / lambda_k, with the mistakes of the schedule."""

    def schedule(p: Any, k: int) -> tuple[Any, ...]:
        if power == 3:
            weight = root(p.penalty**3 + p.growth * (k + early if grows else 0), 3)
        else:
            weight = p.penalty * root(1 + p.growth * k / p.penalty**3, power)
        alpha = p.step_size / (weight if shrinks else p.penalty)
        return factor * weight, alpha, p.lower_step_size, p.ratio * alpha, factor * weight

    return schedule


F2SA = {
    "reference": double_loop(growing()),
    "upper-gradient-at-plain-copy": double_loop(growing(), pull=upper_at_z),
    "lower-gradient-at-plain-copy": double_loop(growing(), pull=lower_at_z),
    "gradient-frozen-in-loop": double_loop(growing(), frozen=True),
    "missing-subtraction": double_loop(growing(), direction=without_subtraction),
    "swapped-difference": double_loop(growing(), weight_of=lambda w: -w),
    "unweighted-difference": double_loop(growing(), weight_of=lambda w: 1),
    "previous-copies-in-upper-step": double_loop(growing(), previous=True),
    "cold-start": double_loop(growing(), cold=True),
    "one-lower-copy": double_loop(growing(), one_copy=True),
    "implicit-differentiation": double_loop(growing(), direction=implicit),
    "penalty-not-increased": double_loop(growing(grows=False)),
    "penalty-increased-early": double_loop(growing(early=1)),
    "slow-schedule": double_loop(growing(power=7)),
    "step-not-shrunk": double_loop(growing(shrinks=False)),
    "one-inner-step-fewer": double_loop(growing(), fewer=1),
    "penalty-too-large": double_loop(growing(factor=CENT)),
    "step-too-long": double_loop(growing(), length=CENT),
}


def fixed(in_loop: Any = 1) -> Any:
    """lambda = 1/sigma throughout; the mistake multiplies sigma in the penalised loop only."""

    def schedule(p: Any, k: int) -> tuple[Any, ...]:
        inner = in_loop * p.sigma
        return 1 / inner, inner * p.lower_step_size, p.lower_step_size, p.step_size, 1 / p.sigma

    return schedule


PENALTY_GRADIENT = {
    "reference": double_loop(fixed()),
    "upper-gradient-at-plain-copy": double_loop(fixed(), pull=upper_at_z),
    "lower-gradient-at-plain-copy": double_loop(fixed(), pull=lower_at_z),
    "upper-ascent": double_loop(fixed(in_loop=-1)),
    "missing-subtraction": double_loop(fixed(), direction=without_subtraction),
    "missing-upper-gradient": double_loop(fixed(), direction=without_upper),
    "swapped-difference": double_loop(fixed(), weight_of=lambda w: -w),
    "undivided-difference": double_loop(fixed(), weight_of=lambda w: 1),
    "squared-sigma": double_loop(fixed(), weight_of=lambda w: w * w),
    "previous-copies-in-upper-step": double_loop(fixed(), previous=True),
    "one-lower-copy": double_loop(fixed(), one_copy=True),
    "one-inner-step-fewer": double_loop(fixed(), fewer=1),
    "implicit-differentiation": double_loop(fixed(), direction=implicit),
    "loop-sigma-too-large": double_loop(fixed(in_loop=CENT)),
    "step-too-long": double_loop(fixed(), length=CENT),
}
