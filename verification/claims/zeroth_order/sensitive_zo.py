"""Sensitive-sparse ZO-SGD: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np

from refimpl.problems import FiniteNoise, Quadratic
from verification.arithmetic.zeroth_order import World, decimals, expected
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.common import QUARTER, ROUNDING, A, X, deterministic, example, plane
from verification.claims.zeroth_order.masked import decrease, moments
from verification.evidence import identity
from verification.finding import Finding, worst
from verification.mutants.zeroth_order import sensitive_zo as mutants
from verification.trial import complete_run, first_iterates

# rows of noise that make the second coordinate the most sensitive one, and the third before the first
NOISE = np.array([[0.25, 8.0, -3.0], [-0.25, -8.0, 3.0]])
SCALES = (mutants.BY_NAME["Ascent"], mutants.BY_NAME["NoTwoInDenominator"])
SEEN_AT_THE_START = (mutants.DynamicMask, mutants.LargestParameters)
FROZEN = (mutants.UpdatedDirectionNotEvaluated, mutants.FrozenMove)


class Shifted(World):
    """F(x; i) = f(x) + z_i'x with the whole f of the example and the rows z_i of NOISE."""

    def value(self, x: np.ndarray, i: int) -> Decimal:
        return sum(World.value(self, x, j) for j in range(self.n)) / self.n + decimals(NOISE[i]) @ x


def rule(w: World, x: np.ndarray, memory: Any) -> np.ndarray:
    """One step with eta = 1/64; the last two coordinates have the largest mean squares of gradients."""
    i = w.index()
    z = w.normals(x) * np.array([0, 1, 1])
    return x - w.slope(x, z, QUARTER, i) * z / 64


@claim(
    "sensitive-zo",
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 with two of three coordinates kept equal the method in 80-digit decimals, same draws",
    engine="ball",
    controls=planted(*(m for m in mutants.MUTANTS if m not in SEEN_AT_THE_START)),
)
def first_iterates_on_the_kept(method: type, engine: str) -> Finding:
    """The update is the definition; arrays of decimals evaluate it without this library, NumPy gives the draws.

    The noise decides on the mask: the mean gradient alone would choose another one.
    """
    f, x0 = example()
    wanted = expected(rule, 5, 3, world=Shifted)
    return first_iterates(method(0.015625, 0.25, 2), FiniteNoise(f, NOISE), x0, wanted, engine, rng=3)


@claim(
    "sensitive-zo",
    theorem="second moment of the masked estimate",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="on a quadratic with gradient (3/4, -1/2) and one coordinate kept m = (1, 0), E g = m o p, "
    "E|g|^2 = (k + 2)|m o p|^2",
    controls=(
        *planted(mutants.LeastSensitive, *FROZEN, *SCALES),
        *without("one coordinate", kept=2),
    ),
)
def moments_of_the_masked_estimate(method: type, engine: str, kept: int = 1) -> Finding:
    """g = (p'm o n) m o n is the estimate of MeZO in the k coordinates of m, and 0 in the others."""
    return moments(method(0.5, 0.25, kept), [1.0, 0.0], engine)


@claim(
    "sensitive-zo",
    theorem="rate k over the share of the gradient",
    kind=Kind.STEP_INEQUALITY,
    standing=Standing.DERIVED,
    statement="E f(x+) = f - eta (1 - eta L (k + 2)/2) share |p|^2 on L|x|^2/2: share = 16/17 at (2, 1/2), k = 1",
    controls=(*planted(mutants.LeastSensitive, *FROZEN, *SCALES), *without("one coordinate", kept=2)),
)
def decrease_with_the_share(method: type, engine: str, kept: int = 1) -> Finding:
    """f(x+) <= f + p'(x+ - x) + L |x+ - x|^2/2, with equality here, and E gg' of the masked estimate.

    At eta = 1/(L (k + 2)) it is share |p|^2/(2 L (k + 2)). The least sensitive coordinate has the share 1/17.
    """
    return decrease(method, [2.0, 0.5], [1.0, 0.0], engine, kept)


@claim(
    "sensitive-zo",
    theorem="limit with a static mask",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the limit on a quadratic is the minimum over the kept coordinates; frozen ones, quantised before, stay "
    "to the last bit and move it by -H_mm^{-1} H_mc times their rounding",
    controls=planted(
        mutants.LeastSensitive, mutants.FrozenMove, mutants.DynamicMask, mutants.BY_NAME["Ascent"],
    ),
    shows=("P372/2",),
)  # fmt: skip
def limit_with_quantised_frozen_parameters(method: type, engine: str) -> Finding:
    """k = 1: x_m - limit is multiplied by 1 - eta l n^2 with l = H_mm; at eta l = 1/3 its size falls in the mean

    by exp E log|1 - n^2/3| = 0.47 per step: 150 steps leave rounding. The limit solves H_mm x_m = b_m - H_mc x_c.
    Quantised to eighths the frozen entry of 0.3 is 1/4.
    """
    b = A @ X - np.array([0.75, -0.5])
    found, limits = [], []
    for frozen in (0.3, 0.25):
        start = np.array([2.0, frozen])
        one = complete_run(method(1 / 6, 0.25, 1), plane(), start, 150, engine=engine, rng=7)
        if (one.x[:, 1] != frozen).any():
            return identity(one.x[:, 1], np.full(151, frozen), tolerance=0.0)
        found.append(one.x[-1, 0])
        limits.append((b[0] - A[0, 1] * frozen) / A[0, 0])
    # at the limit slopes of zero are roundings of values of order one over 2c, times eta n^2
    moved = identity(
        [found[1] - found[0]], [-A[0, 1] / A[0, 0] * (0.25 - 0.3)], tolerance=100 * ROUNDING, scale=1.0
    )
    return worst([identity(found, limits, tolerance=100 * ROUNDING), moved])


@claim(
    "sensitive-zo",
    theorem="the mask is that of the start",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="the coordinate that was most sensitive at the start is moved alone, though the other one becomes so",
    controls=planted(*SEEN_AT_THE_START, mutants.LeastSensitive, mutants.FrozenMove),
)
def mask_of_the_start(method: type, engine: str) -> Finding:
    """f = 2 x_1^2 + x_2^2/2 from (1, 2): x_1 goes to 0, where x_2 has the larger gradient, and x_2 stays.

    From (1, 4) both gradients are 4: the first coordinate is kept.
    """
    problem, found = deterministic(Quadratic(np.diag([4.0, 1.0]), np.zeros(2))), []
    for start in (2.0, 4.0):
        x0 = np.array([1.0, start])
        one = complete_run(method(1 / 12, 0.25, 1), problem, x0, 100, engine=engine, rng=7)
        # roundings of values of order ten over 2c
        found.append(identity(one.x[-1], [0.0, start], tolerance=100 * ROUNDING))
    return worst(found)


CLAIMS = (
    first_iterates_on_the_kept,
    moments_of_the_masked_estimate,
    decrease_with_the_share,
    limit_with_quantised_frozen_parameters,
    mask_of_the_start,
)
