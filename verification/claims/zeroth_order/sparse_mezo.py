"""Sparse MeZO: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.problems import Linear
from verification.arithmetic.zeroth_order import World
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.common import QUARTER, ROUNDING, deterministic, equal_iterates
from verification.claims.zeroth_order.masked import decrease, moments
from verification.evidence import identity
from verification.finding import Finding
from verification.mutants.zeroth_order import sparse_mezo as mutants
from verification.trial import complete_run

MASKS = (mutants.LargeWeights, mutants.Dense, mutants.UpdatedDirectionNotEvaluated)
SCALES = (mutants.BY_NAME["Ascent"], mutants.BY_NAME["NoTwoInDenominator"])


def rule(w: World, x: np.ndarray, memory: Any) -> np.ndarray:
    """One step with eta = 1/32 and the threshold 3/4, which is an entry of the start."""
    i, z = w.index(), w.normals(x)
    z = np.array([n if abs(v) <= Decimal("0.75") else 0 * n for v, n in zip(x, z, strict=True)])
    return x - w.slope(x, z, QUARTER, i) * z / 32


@claim(
    "sparse-mezo",
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_8 equal the method in 80-digit decimals, same draws; the mask changes on the way",
    engine="ball",
    controls=planted(*(m for m in mutants.MUTANTS if m is not mutants.MaskFromPerturbedTheta)),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The update is the definition; arrays of decimals evaluate it without this library, NumPy gives the draws."""
    return equal_iterates(method(0.03125, 0.25, 0.75), rule, engine, steps=8)


@claim(
    "sparse-mezo",
    theorem="second moment of the masked estimate",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="on a quadratic E g = m o p, E|g|^2 = (k + 2)|m o p|^2, by enumeration; at (1/2, -1/4) m = (0, 1)",
    controls=(*planted(*MASKS, *SCALES), *without("the threshold of the statement", threshold=0.5)),
)
def moments_of_the_masked_estimate(method: type, engine: str, threshold: float = 0.375) -> Finding:
    """g = (p'm o n) m o n is the estimate of MeZO in the k coordinates of m, and 0 in the others."""
    return moments(method(0.5, 0.25, threshold), [0.0, 1.0], engine)


@claim(
    "sparse-mezo",
    theorem="decrease",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="E f(x+) = f - eta (1 - eta L (k + 2)/2)|m o p|^2 on L|x|^2/2: the number k of small entries, not d",
    controls=(*planted(*MASKS, *SCALES), *without("the threshold of the statement", threshold=1.0)),
)
def decrease_with_small_entries(method: type, engine: str, threshold: float = 0.75) -> Finding:
    """f(x+) <= f + p'(x+ - x) + L |x+ - x|^2/2, with equality here, and E gg' of the masked estimate."""
    return decrease(method, [0.75, -1.0], [1.0, 0.0], engine, threshold)


@claim(
    "sparse-mezo",
    theorem="masks from the unperturbed parameters",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="for f = p'x every step is -eta (p'm o n) m o n, m from x; large entries stay to the last bit, no slope "
    "of theirs is seen",
    controls=planted(
        mutants.MaskFromPerturbedTheta, mutants.LargeWeights, mutants.SignedThreshold, mutants.Dense,
        mutants.UpdatedDirectionNotEvaluated, mutants.BY_NAME["Ascent"], mutants.BY_NAME["OnePoint"],
    ),
)  # fmt: skip
def large_entries_stay(method: type, engine: str) -> Finding:
    """The slope of a linear function is p'm o n; x - 0 is exact. The third entry is large and negative throughout."""
    p, eta, c, threshold, steps, seed = np.array([1.0, -2.0, 4.0]), 0.0625, 0.5, 1.0, 8, 2
    x0 = np.array([0.5, 0.875, -3.0])
    one = complete_run(
        method(eta, c, threshold), deterministic(Linear(p)), x0, steps, engine=engine, rng=seed
    )
    rng, wanted = np.random.default_rng(seed), []
    for x in one.x[:-1]:
        rng.integers(0, 1)
        z = np.where(np.abs(x) <= threshold, rng.standard_normal(3), 0.0)
        wanted.append(-eta * (p @ z) * z)
    if (one.x[:, 2] != -3.0).any():
        return identity(one.x[:, 2], np.full(steps + 1, -3.0), tolerance=0.0)
    # x of order three, slopes of values of order ten over 2c
    return identity(np.diff(one.x, axis=0), wanted, tolerance=400 * ROUNDING)


CLAIMS = (first_iterates, moments_of_the_masked_estimate, decrease_with_small_entries, large_entries_stay)
