"""Cases made for normalised-fisher-newton."""

from __future__ import annotations

import numpy as np

from refimpl.problems import RobustRegression
from refimpl.second_order.normalised_fisher_newton import NormalisedFisherNewton
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Data that are fitted: no gradient, and a matrix of zeros. A radius that is halved before one that is not."""
    fitted = RobustRegression(np.array([[1.0, 2.0], [-1.0, 1.0]]), np.array([-3.0, -3.0]))
    open_data = RobustRegression(np.array([[1.0, 2.0], [-1.0, 1.0], [2.0, 0.5]]), np.array([3.0, -2.0, 1.0]))
    return [
        Special("fitted data", NormalisedFisherNewton(1.0), fitted, None, np.array([1.0, -2.0])),
        Special("halved once for all", NormalisedFisherNewton(8.0), open_data, None, np.array([-4.0, 1.0])),
    ]
