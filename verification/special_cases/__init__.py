"""Cases made for one method each: where two readings differ there alone, mostly at a threshold or a tie.

Rounding decides what an implementation does there, so that they are asked for in a strict check only. A method that has
some has a module here, of its own name, with a function special_cases(steps).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class Special(NamedTuple):
    """A case in float64: on a problem, or on gradients (steps, d)."""

    name: str
    algorithm: Any
    problem: Any
    gradients: Any
    start: np.ndarray
