"""First iterates against independent arithmetic: the check that sees nearly every planted error."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from refimpl import get_engine, run
from verification.claim import broken_run
from verification.evidence import enclosures, iterates
from verification.finding import Finding

BITS = 150  # balls of 45 digits: far wider than the error of expected values given to 70 digits or more


def first_iterates(
    algorithm: Any, problem: Any, x0: Any, expected: Sequence[Sequence[Any]], engine: str, *, rng: Any = 0
) -> Finding:
    """Compare x_1, ..., x_K with `expected` (K, d), exact Fractions or Decimals of at least 70 digits.

    On the ball engine enclosures must overlap the expected numbers. On the others the error allowed is the
    rigorous radius of the same run in 53-bit balls, which bounds the rounding of any evaluation of the same
    formulas in float64. Expected values come from list arithmetic written in the claim, never from a run.
    """
    steps = len(expected)
    if engine == "ball":
        certified = run(algorithm, problem, x0, steps, engine=get_engine("ball", bits=BITS), rng=rng)
        return broken_run(certified) or enclosures(certified.enclosures[1:], expected)
    plain = run(algorithm, problem, x0, steps, engine=engine, rng=rng)
    rounding = run(algorithm, problem, x0, steps, engine=get_engine("ball", bits=53), rng=rng)
    if broken := broken_run(plain) or broken_run(rounding):
        return broken
    # the 53-bit ball holds the exact iterate and the float64 one: they differ by at most its diameter
    return iterates(plain.x[1:], 2 * np.asarray(rounding.radius)[1:], expected)
