"""Cases made for GP-UCB."""

from __future__ import annotations

import numpy as np

from refimpl.global_bo.gaussian_process import scattered
from refimpl.global_bo.gp_ucb import GPUCB
from verification.special_cases import Special
from verification.special_cases.global_bo.expected_improvement import line, wells


def special_cases(steps: int) -> list[Special]:
    """Many points, points asked again, and bounds so close that two hundredths of any constant choose others."""
    close = GPUCB(scattered(96, 2), 0.5, 2.0, 0.0625, 0.5)
    return [
        *line(GPUCB, 0.0625, 1.25),
        Special("close bounds", close, wells(), None, np.array([0.5, 0.25])),
    ]
