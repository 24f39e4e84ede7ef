"""Cases made for psgd-bfgs."""

from __future__ import annotations

import numpy as np

from refimpl.problems import Quadratic
from refimpl.second_order.psgd_bfgs import PSGDBFGS
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Probes of curvature of either sign, and of none."""
    algorithm, start = PSGDBFGS(2.0**-6), np.array([1.0, -1.0])
    b = np.array([-2.25, 2.0])
    return [
        Special("both signs", algorithm, Quadratic(np.array([[0.25, 0.5], [0.5, -1.5]]), b), None, start),
        Special("no curvature", algorithm, Quadratic(np.zeros((2, 2)), b), None, start),
    ]
