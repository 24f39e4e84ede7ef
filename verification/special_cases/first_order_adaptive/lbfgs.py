"""Cases made for lbfgs."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.lbfgs import CURVATURE, LBFGS
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """s'y = CURVATURE: the first step is s = 2^33 2^-33 = 1, and y = CURVATURE, all without rounding."""
    gradients = np.zeros((steps, 4))
    gradients[0, 0] = -(2.0**-33)
    gradients[1, 0] = CURVATURE - 2.0**-33
    return [Special("curvature at the threshold", LBFGS(2.0**33, 3), None, gradients, np.zeros(4))]
