"""Cases made for kfac-eigen."""

from __future__ import annotations

import numpy as np

from refimpl.natural_gradient_kfac.kfac_eigen import KFACEigen
from refimpl.problems import SoftmaxRegression
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Three inputs, eigenvectors whose matrix is not symmetric; and a first step that the clip shortens by 0.5 %."""
    X = np.array([[0.5, 2.0, 1.0], [1.0, -0.5, 1.0], [2.0, 0.25, 1.0], [-1.0, 0.75, 1.0]])
    problem = SoftmaxRegression(X, np.array([[0.75, 0.25], [1.0, 0.0], [1.0, 0.0], [0.25, 0.75]]), 0.0)
    start = np.array([-0.5, 0.0, 0.5, 0.25, 0.125, -1.0])
    return [Special("three inputs", KFACEigen(0.25, 0.25, 0.625, 0.088677, 2, 2), problem, None, start)]
