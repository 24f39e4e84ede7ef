"""Cases made for parallel expected improvement."""

from __future__ import annotations

import numpy as np

from refimpl.global_bo.gaussian_process import scattered
from refimpl.global_bo.q_expected_improvement import QExpectedImprovement
from refimpl.problems import Quadratic
from verification.special_cases import Special
from verification.special_cases.global_bo.expected_improvement import wells


def special_cases(steps: int) -> list[Special]:
    """Many points, a mean below all values, values far from those of wells, and few points, all used up."""
    f, x0, far = wells(), np.array([0.5, 0.25]), np.array([2.5, -2.0])
    bowl = Quadratic(np.array([[2.0, 1.0], [1.0, 4.0]]), np.array([-4.0, 9.0]))
    return [
        Special("many points", QExpectedImprovement(1.5 * scattered(30, 2), -0.25, 0.75, 4), f, None, x0),
        Special("low mean", QExpectedImprovement(scattered(12, 2), -2.0, 1.5, 4), f, None, x0),
        Special("values above one", QExpectedImprovement(scattered(15, 2), 4.0, 2.0, 4), bowl, None, far),
        Special("few points", QExpectedImprovement(scattered(4, 2), 0.25, 1.0, 5), f, None, x0),
    ]
