"""What the claims on Gauss-Newton methods share: recorded batches, and whole batches by a tape."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.draws import Tape, tape
from verification.arithmetic.gauss_newton import INSTANCE

BATCHES = ((0, 2), (1, 3), (3, 3), (2, 1), (0, 1), (3, 2), (1, 2), (0, 0))
DISTINCT = ((0, 2), (1, 3), (2, 1), (0, 1), (3, 2), (1, 2), (3, 0))  # of full rank
START = np.array(INSTANCE.x0)
# six examples, two orthogonal columns of lengths 2 and 1: singular values that are no accident of rounding
COLUMNS = np.array([[1.0, 0.5], [1.0, -0.5], [1.0, 0.5], [1.0, -0.5], [0.0, 0.0], [0.0, 0.0]])
TARGETS = np.array([3.0, -1.0, 2.0, 0.5, 1.0, -2.0])


def recorded(batches: Any = BATCHES) -> Tape:
    """One of the batches above after the other, three times over: who draws more goes wrong, not short."""
    return tape([], np.tile(np.ravel(batches), 3))


def whole(n: int, steps: int) -> Any:
    """Draws that are all examples once, in every step."""
    return tape([], np.tile(np.arange(n), steps))
