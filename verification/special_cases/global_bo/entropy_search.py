"""Cases made for entropy search."""

from __future__ import annotations

import numpy as np

from refimpl.global_bo.entropy_search import EntropySearch
from refimpl.global_bo.gaussian_process import scattered
from refimpl.problems import LinearNoise, Quadratic
from verification.special_cases import Special
from verification.special_cases.global_bo.expected_improvement import wells


def special_cases(steps: int) -> list[Special]:
    """Choices that two hundredths of any constant change; two points; values of which some are surely not least."""
    f, x0 = LinearNoise(wells(), 0.125), np.array([0.5, 0.25])
    bowl = LinearNoise(Quadratic(np.array([[2.0, 1.0], [1.0, 4.0]]), np.array([-4.0, 9.0])), 0.125)
    return [
        Special("close", EntropySearch(scattered(5, 2), -0.5, 1.5, 0.25, 1, 1), f, None, x0),
        Special("closer", EntropySearch(scattered(6, 2), 0.5, 0.75, 0.25, 1, 1), f, None, x0),
        Special("two points", EntropySearch(scattered(2, 2), 0.0, 1.0, 0.125, 2, 3), f, None, x0),
        Special("values above one", EntropySearch(scattered(6, 2), 0.0, 0.5, 0.0625, 1, 1), bowl, None, x0),
    ]
