"""Block-wise ZO-SGD: what is claimed of it, with proofs, and what each claim must reject."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.zeroth_order.estimators import Normal
from verification.arithmetic.zeroth_order import World
from verification.claim import Kind, Standing, claim, planted, without
from verification.claims.zeroth_order.common import (
    GRADIENT,
    QUARTER,
    draws_of,
    equal_iterates,
    equals_mezo,
    law_of_a_step,
)
from verification.finding import Finding
from verification.mutants.zeroth_order import zo_blockwise as mutants


def rule(w: World, x: np.ndarray, memory: Any) -> np.ndarray:
    """One step with eta = 1/32 and the blocks {0, 1} and {2}."""
    i, draws = w.index(), w.normals(x)
    blocks = [draws * np.array([1, 1, 0]), draws * np.array([0, 0, 1])]
    return x - sum(w.slope(x, z, QUARTER, i) * z for z in blocks) / 32


@claim(
    "zo-blockwise",
    theorem="update",
    kind=Kind.ITERATE,
    standing=Standing.DERIVED,
    statement="x_1, ..., x_5 with blocks of two and one coordinates equal the method in 80-digit decimals, same draws",
    engine="ball",
    controls=planted(*mutants.MUTANTS),
)
def first_iterates(method: type, engine: str) -> Finding:
    """The update is the definition; arrays of decimals evaluate it without this library, NumPy gives the draws."""
    return equal_iterates(method(0.03125, 0.25, 2), rule, engine)


@claim(
    "zo-blockwise",
    theorem="second moment",
    kind=Kind.DISTRIBUTION,
    standing=Standing.DERIVED,
    statement="E g = p, E g_b g_b' as for MeZO within a block and E g_b g_e' = p_b p_e' between blocks, by enumeration",
    controls=(
        *planted(
            mutants.GaussSeidel, mutants.OneSlope, mutants.LastBlock, mutants.NotUndone,
            mutants.BY_NAME["Ascent"], mutants.BY_NAME["NoTwoInDenominator"],
        ),
        *without("blocks of one coordinate", block=2),
    ),
)  # fmt: skip
def moments_of_blocks(method: type, engine: str, block: int = 1) -> Finding:
    """g_b = (p_b'z_b) z_b with independent z_b: products of different blocks have the product of the means.

    Blocks of one coordinate in the plane: E|g|^2 = 3|p|^2 against 4|p|^2 of one block.
    """
    outcomes, weights = draws_of(Normal(), 1)
    second = np.outer(GRADIENT, GRADIENT) + 2 * np.diag(GRADIENT**2)
    return law_of_a_step(method(0.5, 0.25, block), outcomes, weights, engine, second=second)


@claim(
    "zo-blockwise",
    theorem="one block",
    kind=Kind.IDENTITY,
    standing=Standing.DERIVED,
    statement="one block of all coordinates is MeZO, draw by draw",
    controls=(
        *planted(
            mutants.BY_NAME["Ascent"], mutants.BY_NAME["NoTwoInDenominator"], mutants.BY_NAME["OneSided"]
        ),
        *without("one block", block=2),
    ),
)
def one_block_is_mezo(method: type, engine: str, block: int = 3) -> Finding:
    """Both draw the sample, then one z ~ N(0, I) in all coordinates, and take x - eta s z with its slope s."""
    return equals_mezo(method(0.03125, 0.25, block), engine)


CLAIMS = (first_iterates, moments_of_blocks, one_block_is_mezo)
