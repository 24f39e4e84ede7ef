"""Newton's method and damped Newton, right and with their mistakes, over decimals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from verification.vectors.second_way.decimals import CENT, Vector, diagonal, identity, norm, repeated, solve
from verification.vectors.second_way.second_order import SAFETY, damped


def newton(direction: Any = lambda H, g: solve(H, g), length: Any = 1) -> Any:
    """x - length eta direction(H, g)."""

    def step(o: Any, p: Any, x: Vector) -> Vector:
        return x - length * p.step_size * direction(o.hessian(x), o.gradient(x))

    return repeated(step)


def old(renewed: bool) -> Any:
    """The mistakes of memory: H(x_0), or with `renewed` H of the previous iterate."""

    def iterates(o: Any, p: Any, x: Vector, draws: Any) -> Iterator[Vector]:
        H = o.hessian(x)
        while True:
            n = solve(H, o.gradient(x))
            H = o.hessian(x) if renewed else H
            x = x - p.step_size * n
            yield x

    return iterates


NEWTON = {
    "reference": newton(),
    "gradient-step": newton(lambda H, g: g),
    "hessian-not-inverted": newton(lambda H, g: H @ g),
    "diagonal-hessian": newton(lambda H, g: solve(diagonal(H), g)),
    "uphill": newton(length=-1),
    "step-too-long": newton(length=CENT),
    "half-step": newton(length=Decimal("0.5")),
    "regularised-hessian": newton(lambda H, g: solve(H + SAFETY * identity(len(g)), g)),
    "never-refreshed": old(renewed=False),
    "stale-hessian": old(renewed=True),
}


def size(p: Any, G: Decimal) -> Decimal:
    """1/(1 + M_f G)."""
    return 1 / (1 + p.M_f * G)


DAMPED_NEWTON = {
    "reference": damped(size),
    "undamped": damped(lambda p, G: 1),
    "euclidean-norm": damped(size, lambda g, n, H, p: norm(g)),
    "squared-decrement": damped(size, lambda g, n, H, p: g @ n),
    "hessian-not-inverted": damped(size, lambda g, n, H, p: (g @ (H @ g)).sqrt()),
    "constant-doubled": damped(lambda p, G: 1 / (1 + 2 * p.M_f * G)),
    "cubic-newton-step": damped(lambda p, G: 2 / (1 + (1 + 2 * p.M_f * G).sqrt())),
    "linearised-step": damped(lambda p, G: 1 - p.M_f * G),
    "uphill": damped(lambda p, G: -size(p, G)),
    "step-too-long": damped(lambda p, G: CENT * size(p, G)),
}
