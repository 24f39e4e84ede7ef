"""ASAM, right and with its mistakes, as formulas over decimals."""

from __future__ import annotations

from decimal import Decimal
from math import prod
from typing import Any

from verification.vectors.second_way.decimals import CENT, Vector, norm, repeated, unit

GUARD = Decimal.from_float(0.1)  # the float64 number of the mistake, exactly


def _moduli(p: Any, x: Vector) -> Vector:
    return Vector(abs(a) + p.offset for a in x)


def _rooted(p: Any, x: Vector) -> Vector:
    return Vector((a * a + p.offset * p.offset).sqrt() for a in x)


def _times(*vectors: Vector) -> Vector:
    return Vector(prod(entries) for entries in zip(*vectors, strict=True))


def _asam(
    ascent: Any = lambda T, g: _times(T, unit(_times(T, g))),
    T: Any = _moduli,
    rho: Any = 1,
    eta: Any = 1,
    undone: bool = True,
    scaled: bool = False,
) -> Any:
    """ASAM with the direction `ascent(T, g)`; with `scaled` the step is multiplied by T as well."""

    def step(o: Any, p: Any, x: Vector) -> Vector:
        scale = T(p, x)
        y = x + rho * p.rho * ascent(scale, o.gradient(x))
        g = _times(scale, o.gradient(y)) if scaled else o.gradient(y)
        return (x if undone else y) - eta * p.step_size * g

    return repeated(step)


ASAM = {
    "reference": _asam(),
    "scale-once": _asam(lambda T, g: unit(_times(T, g))),
    "square-in-the-norm": _asam(lambda T, g: unit(_times(T, T, g))),
    "plain-norm": _asam(lambda T, g: _times(T, T, unit(g))),
    "unnormalised-ascent": _asam(lambda T, g: _times(T, T, g)),
    "not-adaptive": _asam(lambda T, g: unit(g)),
    "signed-scale": _asam(T=lambda p, x: Vector(a + p.offset for a in x)),
    "offset-under-the-root": _asam(T=_rooted),
    "one-scale": _asam(lambda T, g: _times(T, unit(g)), lambda p, x: Vector(norm(x) + p.offset for _ in x)),
    "perturbation-not-undone": _asam(undone=False),
    "descending-perturbation": _asam(rho=-1),
    "gradient-at-iterate": _asam(rho=0),
    "scaled-step": _asam(scaled=True),
    "radius-too-large": _asam(rho=CENT),
    "step-too-long": _asam(eta=CENT),
    "large-guard": _asam(lambda T, g: _times(T, T, g) / (norm(_times(T, g)) + GUARD)),
    "unguarded-norm": _asam(lambda T, g: _times(T, T, g) / norm(_times(T, g))),
    "without-offset": _asam(T=lambda p, x: Vector(map(abs, x))),
}
