"""Sparse ZO-SGD: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from typing import Any

import numpy as np

from refimpl.problems import Linear
from refimpl.zeroth_order.estimators import Normal
from verification.arithmetic.zeroth_order import World
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.common import (
    GRADIENT,
    QUARTER,
    ROUNDING,
    X,
    deterministic,
    draws_of,
    equal_iterates,
    law_of_a_step,
)
from verification.evidence import identity
from verification.finding import Finding
from verification.mutants.zeroth_order import zo_sparse as mutants
from verification.trial import complete_run


def rule(w: World, x: np.ndarray, memory: Any) -> np.ndarray:
    """One step with eta = 1/32 and density 5/8."""
    i, z = w.index(), w.normals(x)
    z = np.array([v if w.uniform() < Decimal("0.625") else 0 * v for v in z])
    return x - w.slope(x, z, QUARTER, i) * z / 32


@claim(
    "zo-sparse",
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_6 equal the method in 80-digit decimals, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The update is the definition; arrays of decimals evaluate it without this library, NumPy gives the draws."""
    return equal_iterates(method(0.03125, 0.25, 0.625), rule, engine, steps=6)


@claim(
    "zo-sparse",
    theorem="moments",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="E g = density p and E|g|^2 = density (density (d-1) + 3)|p|^2 on a quadratic, by enumeration",
    controls=(
        *planted(
            mutants.Dense, mutants.ReversedMask, mutants.UpdatedDirectionNotEvaluated, mutants.Rescaled,
            mutants.BY_NAME["Ascent"], mutants.BY_NAME["NoTwoInDenominator"],
        ),
        *without("the density of the statement", density=0.5),
    ),
)  # fmt: skip
def moments_over_masks(method: type, engine: str, density: float = 0.75) -> Finding:
    """Given m, g = (p'm o z) m o z: E g = m o p, E gg' = 2 (m o p)(m o p)' + |m o p|^2 diag m; then the mean over m.

    Masks of the plane by their probabilities; a uniform draw of 5/8 keeps a coordinate, one of 3/4 does not. Of the
    trace: E m_i (k + 2) = density (density (d - 1) + 3).
    """
    directions, chances = draws_of(Normal(), 1)
    outcomes, weights, second = [], [], np.zeros((2, 2))
    for mask in product((0.0, 1.0), repeat=2):
        m, chance = np.array(mask), np.prod([0.75 if bit else 0.25 for bit in mask])
        q = m * GRADIENT
        second += chance * (2 * np.outer(q, q) + q @ q * np.diag(m))
        outcomes += [(np.concatenate([z, 0.625 + 0.125 * (1 - m)]), c) for z, c in directions]
        weights += list(chance * chances)
    assert abs(np.trace(second) - 0.75 * (0.75 + 3) * GRADIENT @ GRADIENT) < 1e-14
    algorithm = method(0.5, 0.25, density)
    return law_of_a_step(algorithm, outcomes, weights, engine, mean=0.75 * GRADIENT, second=second)


@claim(
    "zo-sparse",
    theorem="what is masked stays",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="for f = p'x every step is -eta (p'm o z) m o z: coordinates outside the mask stay exactly",
    controls=planted(
        mutants.Dense, mutants.ReversedMask, mutants.UpdatedDirectionNotEvaluated, mutants.Rescaled,
        mutants.BY_NAME["Ascent"], mutants.BY_NAME["OnePoint"],
    ),
)  # fmt: skip
def masked_coordinates_stay(method: type, engine: str) -> Finding:
    """The slope of a linear function along m o z is p'm o z whatever the distance; x - 0 is x to the last bit."""
    p, eta, density, steps, seed = np.array([1.0, -2.0]), 0.25, 0.5, 8, 2
    one = complete_run(
        method(eta, 0.25, density), deterministic(Linear(p)), X, steps, engine=engine, rng=seed
    )
    rng, wanted = np.random.default_rng(seed), []
    for _ in range(steps):
        rng.integers(0, 1)
        z = rng.standard_normal(2)
        z = np.array([v if rng.random() < density else 0.0 for v in z])
        wanted.append(-eta * (p @ z) * z)
    moved = np.diff(one.x, axis=0)
    if moved[np.array(wanted) == 0].any():
        return identity(moved[np.array(wanted) == 0], np.zeros((np.array(wanted) == 0).sum()), tolerance=0.0)
    return identity(
        moved, wanted, tolerance=400 * ROUNDING
    )  # x of order ten, slopes of values of order ten over 2c


CLAIMS = (first_iterates, moments_over_masks, masked_coordinates_stay)
