"""Cases made for mkor."""

from __future__ import annotations

import numpy as np

from refimpl.natural_gradient_kfac.mkor import MKOR
from refimpl.problems import SoftmaxRegression
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """b = 1/2 and a first batch (draws 3, 2) of opposite inputs: A = I/2 reaches the threshold, no more."""
    X = np.array([[0.5, 2.0], [1.0, -0.5], [1.0, 0.5], [-1.0, -0.5]])
    problem = SoftmaxRegression(X, np.array([[0.75, 0.25], [1.0, 0.0], [1.0, 0.0], [0.25, 0.75]]), 0.0)
    start = np.array([-0.5, 0.0, 0.5, 0.25])
    return [
        Special("a largest entry at the threshold", MKOR(0.25, 0.5, 0.5, 0.25, 2, 2), problem, None, start)
    ]
