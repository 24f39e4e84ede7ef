"""Cases made for kfac."""

from __future__ import annotations

import numpy as np

from refimpl.natural_gradient_kfac.kfac import KFAC
from refimpl.problems import SoftmaxRegression
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """A first batch (draws 3, 2) without inputs, tr A = 0; and certain predictions, exp(-2000) = 0 and tr S = 0 in
    float64, with steps that the clip shortens by 0.5 %.
    """
    X = np.array([[0.5, 2.0], [1.0, -0.5], [0.0, 0.0], [0.0, 0.0]])
    problem = SoftmaxRegression(X, np.array([[0.75, 0.25], [1.0, 0.0], [1.0, 0.0], [0.25, 0.75]]), 0.0)
    start = np.array([-0.5, 0.0, 0.5, 0.25])
    method = KFAC(0.5, 0.0625, 0.625, 0.25, 2, 2)
    certain = SoftmaxRegression(
        np.array([[1.0, 0.5], [1.0, 0.25]]), np.array([[0.25, 0.75], [0.5, 0.5]]), 0.0
    )
    return [
        Special("no inputs", method, problem, None, start),
        Special("certain", method._replace(clip=3.59375), certain, None, np.array([2000.0, 0.0, 0.0, 0.0])),
    ]
