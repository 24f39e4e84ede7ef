"""Cases made for entropy search."""

from __future__ import annotations

import numpy as np

from refimpl.global_bo.entropy_search import EntropySearch
from refimpl.global_bo.gaussian_process import scattered
from refimpl.problems import LinearNoise
from verification.special_cases import Special
from verification.special_cases.global_bo.expected_improvement import wells


def special_cases(steps: int) -> list[Special]:
    """More points, little noise, and two points."""
    f, x0 = LinearNoise(wells(), 0.125), np.array([0.5, 0.25])
    return [
        Special("more points", EntropySearch(scattered(7, 2), -0.5, 0.75, 0.25, 3, 3), f, None, x0),
        Special("long", EntropySearch(scattered(6, 2), -1.0, 1.5, 0.5, 4, 2), f, None, x0),
        Special("two points", EntropySearch(scattered(2, 2), 0.0, 1.0, 0.125, 2, 3), f, None, x0),
    ]
