"""Frank-Wolfe methods, right and with their mistakes, over decimals; draws are consumed in recorded order."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from verification.vectors.second_way.decimals import CENT, Vector, norm, root, zero

ONE = Decimal(1)


def convex(x: Vector, v: Vector, gamma: Decimal) -> Vector:
    """(1 - gamma) x + gamma v."""
    return (1 - gamma) * x + gamma * v


def added(x: Vector, v: Vector, gamma: Decimal) -> Vector:
    """x + gamma v: a mistake."""
    return x + gamma * v


def swapped(x: Vector, v: Vector, gamma: Decimal) -> Vector:
    """gamma x + (1 - gamma) v: a mistake."""
    return gamma * x + (1 - gamma) * v


def classical(gamma: Any = None, direction: Any = None, move: Any = convex, vertex: Any = None) -> Any:
    """Frank-Wolfe with the step gamma(k, shift); `direction(g, x)` goes to the linear minimiser."""

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        k = 0
        while True:
            length = gamma(k, p.shift) if gamma else 2 / (k + p.shift)
            s = o.gradient(x)
            if vertex:
                x = vertex(o, x, s, length)
            else:
                x = move(x, o.linear_minimizer(direction(s, x) if direction else s), length)
            k += 1
            yield x

    return iterates


FRANK_WOLFE = {
    "reference": classical(),
    "step-too-long": classical(lambda k, shift: 2 * CENT / (k + shift)),
    "count-from-one": classical(lambda k, shift: 2 / (k + 1 + shift)),
    "count-from-minus-one": classical(lambda k, shift: 2 / (k - 1 + shift)),
    "harmonic-step": classical(lambda k, shift: 1 / (k + shift)),
    "constant-step": classical(lambda k, shift: 1 / shift),
    "linear-maximizer": classical(direction=lambda g, x: -g),
    "iterate-minimized": classical(direction=lambda g, x: x),
    "swapped-step": classical(move=swapped),
    "vertex-added": classical(move=added),
    "projected-step": classical(vertex=lambda o, x, g, gamma: o.projection(x - gamma * g)),
}


class Schedule:
    """rho_t, c_t and gamma_t as they should be; the mistakes replace one of the three."""

    def __init__(self, p: Any, t: int) -> None:
        self.p, self.t = p, t
        self.s = t + p.shift

    def rho(self) -> Decimal:
        return min(ONE, self.p.averaging / root(self.s**2, 3))

    def c(self) -> Decimal:
        return self.p.smoothing / root(self.s, 3)

    def gamma(self) -> Decimal:
        return 2 / self.s


def sampled_gradient(o: Any, p: Any, x: Vector, c: Any, draws: Iterator[Decimal]) -> Vector:
    """grad F(x; xi) with xi from the next d draws."""
    return o.sample_gradient(x, o.sample(draws, len(x)))


def averaged(
    estimate: Any,
    *,
    rho: Any = Schedule.rho,
    c: Any = None,
    gamma: Any = Schedule.gamma,
    average: Any = lambda d, g, rho, t: (1 - rho) * d + rho * g,
    minimised: Any = lambda d, g, before: d,
    move: Any = convex,
    gradient_step: bool = False,
    shifted: int = 0,
) -> Any:
    """Frank-Wolfe on the running average of `estimate(o, p, x, c, draws)`."""

    def iterates(o: Any, p: Any, x: Vector, draws: Iterator[Decimal]) -> Iterator[Vector]:
        d, t = zero(x), 0
        while True:
            now = Schedule(p, t + shifted)
            g = estimate(o, p, x, c(now) if c else None, draws)
            before, d = d, average(d, g, rho(now), t)
            if gradient_step:
                x = x - gamma(now) * d
            else:
                x = move(x, o.linear_minimizer(minimised(d, g, before)), gamma(now))
            t += 1
            yield x

    return iterates


def cube_root(s: Schedule) -> Decimal:
    """A mistake: rho_t decays with the cube root."""
    return min(ONE, s.p.averaging / root(s.s, 3))


def true_gradient(o: Any, p: Any, x: Vector, c: Any, draws: Iterator[Decimal]) -> Vector:
    """A mistake: the draws are consumed by nobody."""
    return o.gradient(x)


# what may be mistaken about the average and the step, with any estimate
AVERAGED_MISTAKES: dict[str, dict[str, Any]] = {
    "reference": {},
    "averaging-cube-root": {"rho": cube_root},
    "averaging-too-large": {"rho": lambda s: min(ONE, CENT * s.p.averaging / root(s.s**2, 3))},
    "no-averaging": {"rho": lambda s: ONE},
    "step-too-long": {"gamma": lambda s: 2 * CENT / s.s},
    "classical-step": {"gamma": lambda s: Decimal(2) / (s.t + 2)},
    "count-from-one": {"shifted": 1},
    "stale-average": {"minimised": lambda d, g, before: before},
    "linear-maximizer": {"minimised": lambda d, g, before: -d},
    "accumulated": {"average": lambda d, g, rho, t: d + rho * g},
    "swapped-step": {"move": swapped},
    "vertex-added": {"move": added},
}
STOCHASTIC_FRANK_WOLFE = {
    **{name: averaged(sampled_gradient, **parts) for name, parts in AVERAGED_MISTAKES.items()},
    "gradient-minimized": averaged(sampled_gradient, minimised=lambda d, g, before: g),
    "true-gradient": averaged(true_gradient),
}


def directions(z: Any = lambda n: n, divided: int = 1, base: Any = None, several: bool = False) -> Any:
    """One-sided differences along a normal direction (RDSA), or their mean over `several` (I-RDSA)."""

    def estimate(o: Any, p: Any, x: Vector, c: Decimal, draws: Iterator[Decimal]) -> Vector:
        xi, m = o.sample(draws, len(x)), p.estimator.directions if several else 1
        total = zero(x)
        for _ in range(m):
            w = z(Vector(next(draws) for _ in x))
            here = base(o, x, xi, c, w) if base else o.sample_value(x, xi)
            total += (o.sample_value(x + c * w, xi) - here) / (c**divided) * w
        return total / m

    return estimate


def _two_sided(o: Any, p: Any, x: Vector, c: Decimal, draws: Iterator[Decimal]) -> Vector:
    xi, w = o.sample(draws, len(x)), Vector(next(draws) for _ in x)
    return (o.sample_value(x + c * w, xi) - o.sample_value(x - c * w, xi)) / (2 * c) * w


def coordinates(o: Any, p: Any, x: Vector, c: Decimal, draws: Iterator[Decimal]) -> Vector:
    """KWSA: one-sided differences along the coordinates."""
    xi = o.sample(draws, len(x))
    moved = [Vector(v + c if i == j else v for j, v in enumerate(x)) for i in range(len(x))]
    return Vector((o.sample_value(y, xi) - o.sample_value(x, xi)) / c for y in moved)


def any_estimate(o: Any, p: Any, x: Vector, c: Decimal, draws: Iterator[Decimal]) -> Vector:
    """The estimator that the parameters name."""
    known = {"KWSA": coordinates, "RDSA": directions(), "IRDSA": directions(several=True)}
    return known[p.estimator.kind](o, p, x, c, draws)


ZO_FRANK_WOLFE = {
    **{
        name: averaged(any_estimate, **{"c": Schedule.c, **parts})
        for name, parts in AVERAGED_MISTAKES.items()
    },
    "averaging-constant": averaged(
        any_estimate, c=Schedule.c, rho=lambda s: min(ONE, s.p.averaging / root(s.p.shift**2, 3))
    ),
    "smoothing-constant": averaged(any_estimate, c=lambda s: s.p.smoothing / root(s.p.shift, 3)),
    "smoothing-too-large": averaged(any_estimate, c=lambda s: CENT * s.c()),
    "constant-step": averaged(any_estimate, c=Schedule.c, gamma=lambda s: 2 / s.p.shift),
    "estimate-minimized": averaged(any_estimate, c=Schedule.c, minimised=lambda d, g, before: g),
    "swapped-weights": averaged(
        any_estimate, c=Schedule.c, average=lambda d, g, rho, t: rho * d + (1 - rho) * g
    ),
    "starts-at-estimate": averaged(
        any_estimate, c=Schedule.c, average=lambda d, g, rho, t: (1 - rho) * d + rho * g if t else g
    ),
    "gradient-step": averaged(any_estimate, c=Schedule.c, gradient_step=True),
    "unit-directions": averaged(directions(lambda n: n / norm(n)), c=Schedule.c),
    "sign-directions": averaged(directions(lambda n: Vector(1 if v > 0 else -1 for v in n)), c=Schedule.c),
    "not-divided": averaged(directions(divided=0), c=Schedule.c),
    "two-sided": averaged(_two_sided, c=Schedule.c),
    "base-without-sample": averaged(directions(base=lambda o, x, xi, c, w: o.value(x)), c=Schedule.c),
}
