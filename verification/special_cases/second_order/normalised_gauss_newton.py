"""Cases made for normalised-gauss-newton."""

from __future__ import annotations

import numpy as np

from refimpl.problems import QuadraticRegression
from refimpl.second_order.normalised_gauss_newton import NormalisedGaussNewton
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """A residual without slope: no gradient, and a matrix of zeros. A radius that is halved before one that is not."""
    level, sloping = (
        QuadraticRegression(np.array([y]), np.array([[j]]), np.ones((1, 1)))
        for y, j in ((1.0, 0.0), (-2.0, 1.0))
    )
    return [
        Special("no slope", NormalisedGaussNewton(1.0), level, None, np.zeros(1)),
        Special("halved once for all", NormalisedGaussNewton(8.0), sloping, None, np.array([-0.75])),
    ]
