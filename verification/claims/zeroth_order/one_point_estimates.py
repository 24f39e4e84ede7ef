"""Accelerated smoothing with one-point estimates: first iterates, mean and second moment."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.problems import Quadratic
from refimpl.zeroth_order.smoothing import EuclideanSphere, OnePointNormal, OnePointSphere
from verification.arithmetic.randomisation import accelerated, one_point_normal, one_point_on_the_sphere
from verification.claim import Control, Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.common import GRADIENT, ROUNDING, A, X, equal_iterates
from verification.claims.zeroth_order.directions import normal
from verification.claims.zeroth_order.smoothed_functions import estimate
from verification.evidence import exact_moments, tight
from verification.finding import Finding, worst
from verification.mutants.zeroth_order import accelerated_smoothing as mutants


def two_point(law: Any) -> tuple[Control, ...]:
    """The control that takes a two-point estimate in the place of a one-point one."""
    return (
        Control("two-points", "TERM", "two-point estimates: no trace of the value", {"laws": (law, law)}),
    )


@claim(
    "accelerated-smoothing",
    theorem="AC-SA, one-point estimates",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="y_1, ..., y_4 with one-point estimates on the sphere and for normal z equal 80-digit decimals",
    engine="ball",
    controls=(
        *planted(
            mutants.CountFromOne, mutants.SumOfBatch, mutants.Ascent, mutants.WithoutD, mutants.RadiusDoubled
        ),
        *two_point(EuclideanSphere),
    ),
)
def first_iterates_of_one_point_estimates(
    method: type, engine: str, laws: tuple[Any, Any] = (OnePointSphere, OnePointNormal)
) -> Finding:
    """The update is the definition; arrays of decimals evaluate it without this library, NumPy gives the draws."""
    rules = (one_point_on_the_sphere, one_point_normal)
    return worst(
        [
            equal_iterates(method(16.0, 0.25, 2, law()), accelerated(rule), engine, steps=4)
            for law, rule in zip(laws, rules, strict=True)
        ]
    )


@claim(
    "accelerated-smoothing",
    theorem="moments of one-point estimates",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="on a quadratic of value v one-point estimates have the mean p, and E|g|^2 in closed form: the largest "
    "terms are (d/gamma)^2 v^2 on the sphere and (d/gamma^2) v^2 for normal z",
    controls=(
        *planted(mutants.Ascent, mutants.WithoutD, mutants.NoTwoInDenominator, mutants.RadiusDoubled),
        *two_point(EuclideanSphere),
        *without("the value at x", raised=1.0),
    ),
)
def moments_of_one_point_estimates(
    method: type,
    engine: str,
    laws: tuple[Any, Any] = (OnePointSphere, OnePointNormal),
    raised: float = 0.0,
) -> Finding:
    """F(x + r e) = v + r p'e + (r^2/2) e'Ae: only p'e is odd, so E F e = r p/d on the sphere, r p for normal z.

    E|g|^2 = (d/r)^2 E F^2 on the sphere, E F^2 = v^2 + r^2 |p|^2/d + v r^2 tr A/d + (r^4/4) B/(d(d+2)), where
    B = (tr A)^2 + 2 tr A^2; and E F^2 |z|^2/r^2 for z, with v^2 d + r^2 (d+2)|p|^2 + v r^2 (d+2) tr A + (r^4/4)(d+4) B
    above r^2, by Wick's formula. Twelve angles and four nodes per entry are exact.
    """
    f, d = Quadratic(A, A @ X - GRADIENT), 2
    trace, square = np.trace(A), GRADIENT @ GRADIENT
    B, v = trace**2 + 2 * np.trace(A @ A), f.value(X) + raised
    angles, found = 2 * np.pi * np.arange(12) / 12, []
    circle = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    listed = normal(2, 4)
    for r in (0.5, 0.125):
        on_sphere = v**2 + r**2 * square / d + v * r**2 * trace / d + r**4 / 4 * B / (d * (d + 2))
        along_z = v**2 * d + r**2 * (d + 2) * (square + v * trace) + r**4 / 4 * (d + 4) * B
        for law, rows, weights, wanted in (
            (laws[0](), circle, np.full(12, 1 / 12), (d / r) ** 2 * on_sphere),
            (laws[1](), listed.reals, listed.weights, along_z / r**2),
        ):
            g = np.array([estimate(method, law, r, f, X, row, engine) for row in rows])
            found.append(exact_moments(g, weights, mean=GRADIENT, tolerance=400 * ROUNDING))
            found.append(tight([weights @ np.sum(g**2, axis=1)], [wanted], tolerance=400 * ROUNDING))
    return worst(found)


CLAIMS = (first_iterates_of_one_point_estimates, moments_of_one_point_estimates)
