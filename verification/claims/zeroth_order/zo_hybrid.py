"""Hybrid zeroth- and first-order SGD: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from verification.arithmetic.zeroth_order import World
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.common import (
    GRADIENT,
    QUARTER,
    ROUNDING,
    A,
    X,
    equal_iterates,
    equals_mezo,
    law_of_a_step,
    plane,
)
from verification.claims.zeroth_order.directions import normal
from verification.evidence import identity
from verification.finding import Finding
from verification.mutants.zeroth_order import zo_hybrid as mutants
from verification.trial import complete_run


def rule(w: World, x: np.ndarray, memory: Any) -> np.ndarray:
    """One step with eta = 1/32 and two estimated coordinates."""
    i = w.index()
    z = np.concatenate([w.normals(x[:2]), 0 * x[2:]])
    g = w.slope(x, z, QUARTER, i) * z + w.gradient(x, i) * np.array([0, 0, 1])
    return x - g / 32


@claim(
    "zo-hybrid",
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 with two of three coordinates estimated equal the method in 80-digit decimals, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The update is the definition; arrays of decimals evaluate it without this library, NumPy gives the draws."""
    return equal_iterates(method(0.03125, 0.25, 2), rule, engine)


@claim(
    "zo-hybrid",
    theorem="moments",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="on a quadratic E g = p, with the covariance of an estimate in the first part and none in the second",
    controls=(
        *planted(
            mutants.Added, mutants.Exchanged, mutants.BY_NAME["Ascent"], mutants.BY_NAME["NoTwoInDenominator"]
        ),
        *without("half of the coordinates", split=0),
    ),
)
def moments_of_the_parts(method: type, engine: str, split: int = 1) -> Finding:
    """g_1 = (p_1 z) z has E g_1 = p_1 and E g_1^2 = p_1^2 E z^4 = 3 p_1^2; g_2 = p_2 is no estimate."""
    listed = normal(1, 3)
    outcomes = list(zip(listed.reals, listed.coins, strict=True))
    second = np.outer(GRADIENT, GRADIENT) + np.diag([2 * GRADIENT[0] ** 2, 0.0])
    return law_of_a_step(method(0.5, 0.25, split), outcomes, listed.weights, engine, second=second)


@claim(
    "zo-hybrid",
    theorem="nothing is estimated",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with split = 0 it is gradient descent: x_T - x* = (I - eta A)^T (x_0 - x*)",
    controls=(
        *planted(mutants.Exchanged),
        *without("nothing estimated", split=1),
    ),
)
def without_estimates_it_is_gradient_descent(method: type, engine: str, split: int = 0) -> Finding:
    """s z = 0, and the rest is the gradient; on a quadratic x - x* is multiplied by I - eta A."""
    steps, eta = 6, 0.25
    one = complete_run(method(eta, 0.25, split), plane(), X, steps, engine=engine, rng=0)
    best = np.linalg.solve(A, A @ X - GRADIENT)
    wanted = best + np.linalg.matrix_power(np.eye(2) - eta * A, steps) @ (X - best)
    return identity(one.x[-1], wanted, tolerance=100 * ROUNDING)  # six contracting steps of a few roundings


@claim(
    "zo-hybrid",
    theorem="everything is estimated",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="with split = d it is MeZO, draw by draw",
    controls=(
        *planted(mutants.Added, mutants.BY_NAME["Ascent"], mutants.BY_NAME["NoTwoInDenominator"]),
        *without("everything estimated", split=2),
    ),
)
def with_estimates_only_it_is_mezo(method: type, engine: str, split: int = 3) -> Finding:
    """Both draw the sample, then one z ~ N(0, I) in all coordinates, and take x - eta s z with its slope s."""
    return equals_mezo(method(0.03125, 0.25, split), engine)


CLAIMS = (
    first_iterates,
    moments_of_the_parts,
    without_estimates_it_is_gradient_descent,
    with_estimates_only_it_is_mezo,
)
