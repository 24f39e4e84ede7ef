"""Sophia-H and Sophia-G: right, with the mistakes in their estimators, and as other dialects, over decimals."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial
from typing import Any

from verification.vectors.second_way.adam_relatives import entrywise
from verification.vectors.second_way.adaptive import squares
from verification.vectors.second_way.decimals import Vector, norm
from verification.vectors.second_way.moments import filled
from verification.vectors.second_way.signs import sign
from verification.vectors.second_way.sophia import (
    ONE,
    clip,
    clipped,
    corrected_momentum,
    old_curvature,
    quotient,
    shared,
    sophia,
    threshold,
)


def drawn(x: Vector, draws: Iterator[Decimal]) -> Vector:
    """The next d draws."""
    return Vector(next(draws) for _ in x)


def hutchinson(probe: Any = lambda x, draws: sign(drawn(x, draws))) -> Any:
    """u o (H u)."""

    def estimate(o: Any, x: Vector, draws: Iterator[Decimal]) -> Vector:
        u = probe(x, draws)
        return entrywise(lambda a, b: a * b, u, o.hessian(x) @ u)

    return estimate


def _bare_probe(o: Any, x: Vector, draws: Iterator[Decimal]) -> Vector:
    return o.hessian(x) @ sign(drawn(x, draws))


sophia_h = partial(sophia, estimate=hutchinson())
SOPHIA_H = {
    **shared(sophia_h),
    "floor-forgotten": sophia_h(direction=clipped(lambda p, a: p.gamma * a)),
    "modulus-of-curvature": sophia_h(direction=clipped(lambda p, a: max(p.gamma * abs(a), p.epsilon))),
    "probe-forgotten": sophia_h(estimate=_bare_probe),
    "row-sums": sophia_h(estimate=hutchinson(lambda x, draws: filled(x, ONE))),
    "estimate-squared": sophia_h(estimate=lambda o, x, draws: squares(hutchinson()(o, x, draws))),
    "squared-gradient": sophia_h(estimate=lambda o, x, draws: squares(o.gradient(x))),
    "gaussian-probes": sophia_h(estimate=hutchinson(drawn)),
    "corrected-momentum-old-curvature": sophia_h(momentum=corrected_momentum, curvature=old_curvature),
    "correction-outside": sophia_h(
        direction=clipped(lambda p, a: p.gamma * max(a, Decimal(0)) + p.epsilon),
        length=lambda p, t: 1 / (1 - p.beta1**t),
    ),
    "gamma-as-threshold": sophia_h(direction=threshold),
}


def bartlett(power: Any = squares, factor: Any = lambda n: n) -> Any:
    """factor(n) power(ghat), ghat the gradient with labels of the model."""
    return lambda o, x, draws: factor(o.count) * power(o.label_gradient(x, o.model_labels(x, draws)))


def _likeliest(o: Any, x: Vector, draws: Iterator[Decimal]) -> Vector:
    return o.count * squares(o.label_gradient(x, Vector(1 if a >= 0 else -1 for a in o.A @ x)))


sophia_g = partial(sophia, estimate=bartlett())
SOPHIA_G = {
    **shared(sophia_g),
    "true-labels": sophia_g(estimate=lambda o, x, draws: o.count * squares(o.gradient(x))),
    "likeliest-labels": sophia_g(estimate=_likeliest),
    "count-forgotten": sophia_g(estimate=bartlett(factor=lambda n: 1)),
    "count-squared": sophia_g(estimate=bartlett(factor=lambda n: n * n)),
    "not-squared": sophia_g(estimate=bartlett(lambda g: entrywise(abs, g))),
    "shared-curvature": sophia_g(estimate=bartlett(lambda g: filled(g, norm(g) ** 2))),
    "refresh-after-step": sophia_g(direction=clipped(lambda p, a: p.gamma * a + p.epsilon), after=True),
    "gamma-as-threshold": sophia_g(
        estimate=bartlett(factor=lambda n: 1),
        direction=lambda p, m, h: clip(quotient(p, m, h, lambda p, a: a + p.epsilon), p.gamma),
    ),
}
