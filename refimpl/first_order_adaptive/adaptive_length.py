"""The step length of adaptive gradient descent: from the last step and the change of the gradient along it."""

from __future__ import annotations

import numpy as np


def adaptive_length(moved, turned, eta, theta):
    """min(sqrt(1 + theta) eta, moved / (2 turned)), eta the last length and theta its ratio to the one before.

    theta < 0 stands for the infinite one of the first step, after which the first term is missing. Where the gradient
    has not turned the second one is; where both are, the length stays.
    """
    if theta < 0:
        return eta if turned == 0 else moved / (2 * turned)
    longest = np.sqrt(1.0 + theta) * eta
    return longest if turned == 0 else np.minimum(longest, moved / (2 * turned))
