"""Cases made for saddle-smoothing."""

from __future__ import annotations

import numpy as np

from refimpl.problems import LogQuadratic
from refimpl.zeroth_order.saddle_smoothing import SaddleSmoothing
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """On quadratics central differences are the same for every radius: here they are not."""
    algorithm = SaddleSmoothing(0.25, 0.5, 2, np.array([1.0, -1.0, 1.0]))
    return [Special("no quadratic", algorithm, LogQuadratic(3), None, np.array([0.5, -1.0, 1.5]))]
