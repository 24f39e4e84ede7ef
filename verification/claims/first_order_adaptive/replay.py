"""One tape of gradients for the first-order methods: every regime in which their forms differ, at once."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np

from refimpl import get_engine
from verification.evidence import iterates
from verification.finding import Finding
from verification.tape import follow
from verification.trial import BITS

# dyadic numbers, so that decimals have them exactly. Coordinates: irregular with a large first entry and then
# falling; always zero; constant; zero now and then
GRADIENTS = np.array(
    [
        [5.0, 0, 0.75, 1.5],
        [-0.75, 0, 0.75, 0],
        [0.5, 0, 0.75, -2.25],
        [1.25, 0, 0.75, 0.375],
        [-0.375, 0, 0.75, 0],
        [0.3125, 0, 0.75, 0],
        [0.25, 0, 0.75, 1.0],
        [-0.1875, 0, 0.75, -0.0625],
        [0.15625, 0, 0.75, 0.5],
        [0.03125, 0, 0.75, 3.0],
    ]
)
START = np.array([1.0, -2.0, 0.5, 0.25])
STEP_SIZES = (0.125, 0.0625, 0.25, 0.25, 0.1875, 0.03125, 0.5, 0.125, 0.0625, 0.25)


def equal_on_the_tape(
    algorithm: Any,
    expected: Sequence[Sequence[Decimal]],
    step_sizes: Sequence[float] | None = STEP_SIZES,
) -> Finding:
    """Iterates on GRADIENTS from START equal `expected`, in balls whose radii are far below float64."""
    engine = get_engine("ball", bits=BITS)
    x, radius = follow(algorithm, START, GRADIENTS, step_sizes=step_sizes, engine=engine)
    assert radius is not None
    return iterates(x[1:], radius[1:], expected)


def on_the_tape(
    algorithm: Any, step_sizes: Sequence[float] | None = None, gradients: Any = GRADIENTS
) -> np.ndarray:
    """Iterates (T + 1, d) in float64."""
    return follow(algorithm, START, gradients, step_sizes=step_sizes)[0]
