"""Cases made for kfac."""

from __future__ import annotations

import numpy as np

from refimpl.natural_gradient_kfac.kfac import KFAC
from refimpl.problems import SoftmaxRegression
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """A first batch (draws 3, 2) without inputs, tr A = 0; and a first step that the clip shortens by 0.5 %."""
    X = np.array([[0.5, 2.0], [1.0, -0.5], [0.0, 0.0], [0.0, 0.0]])
    problem = SoftmaxRegression(X, np.array([[0.75, 0.25], [1.0, 0.0], [1.0, 0.0], [0.25, 0.75]]), 0.0)
    start = np.array([-0.5, 0.0, 0.5, 0.25])
    method = KFAC(0.5, 0.0625, 0.625, 0.25, 2, 2)
    near = SoftmaxRegression(X[[0, 1]], np.array([[0.75, 0.25], [1.0, 0.0]]), 0.0)
    return [
        Special("no inputs", method, problem, None, start),
        Special("a clip nearby", method._replace(clip=0.32727), near, None, start),
    ]
