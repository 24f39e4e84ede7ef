"""First iterates on a gradient tape, within the rigorous radius of the same steps in ball arithmetic."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from refimpl import get_engine
from verification.evidence import iterates
from verification.finding import Finding
from verification.tape import follow
from verification.trial import BITS

# signs change, a coordinate is zero always, one once, the first gradient is the largest; all numbers are dyadic
GRADIENTS = np.array(
    [
        [5.0, -2.0, 0.0, 3.0, -4.0, 1.5],
        [-1.0, -2.0, 0.0, 0.0, 2.5, 1.5],
        [-0.5, 3.0, 0.0, -1.0, 0.25, 1.5],
        [2.0, 0.125, 0.0, -0.75, -0.5, 1.5],
        [-0.25, -1.0, 0.0, 0.5, 1.0, 1.5],
        [0.75, 1.0, 0.0, 0.25, -2.0, 1.5],
        [-3.0, 0.5, 0.0, -2.0, 0.5, 1.5],
        [0.125, -0.25, 0.0, 1.0, 0.75, 1.5],
    ]
)
START = np.array([1.0, -2.0, 0.5, 3.0, -0.75, 1.25])
STEP_SIZES = (0.25, 0.125, 0.5, 0.25, 0.0625, 0.375, 0.25, 0.125)


def tape_iterates(algorithm: Any, expected: Sequence[Sequence[Any]], engine: str, **other: Any) -> Finding:
    """x_1, ..., x_T on the tape above equal `expected`, Decimals; `other` replaces arguments of `follow`.

    On the ball engine the balls have 150 bits, so that only the rounding of the result is left; on the others the
    error allowed is twice the radius of the same steps in 53-bit balls, which hold the exact and the float iterate.
    """
    given: dict[str, Any] = {"x0": START, "gradients": GRADIENTS, "step_sizes": STEP_SIZES, **other}
    with np.errstate(all="ignore"):
        plain, _ = follow(algorithm, **given)
    if not np.isfinite(plain).all():  # balls cannot decide comparisons with NaN
        return iterates(plain[1:], np.zeros_like(plain[1:]), expected)
    if engine == "ball":
        x, radius = follow(algorithm, engine=get_engine("ball", bits=BITS), **given)
        assert radius is not None
        return iterates(x[1:], radius[1:], expected)
    x, _ = follow(algorithm, engine=engine, **given)
    _, radius = follow(algorithm, engine=get_engine("ball", bits=53), **given)
    assert radius is not None
    return iterates(x[1:], 2 * radius[1:], expected)
