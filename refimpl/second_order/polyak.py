"""Lengths of steps that are to reach a known value, from linear and quadratic models of the function."""

from __future__ import annotations

import numpy as np


def excess(value, target):
    """max(value - target, 0): what is still to be gained."""
    return np.maximum(value - target, 0.0)


def model_length(gap, size):
    """The least l >= 0 with gap - l size + l^2 size/2 <= 0, and 1, where the left side is least, if there is none.

    1 - sqrt(1 - 2 gap/size), written without cancellation; 1 on the border too.
    """
    if 2 * gap >= size:
        return 1.0
    t = 2 * gap / size
    return t / (1 + np.sqrt(1 - t))
