"""The step 1/L of gradient descent, where a problem knows its L."""

from __future__ import annotations

import numpy as np

from refimpl.core.known import known


def smooth_step(problem, otherwise):
    """1/L, or `otherwise` where the smoothness L is not known, zero or infinite."""
    L = known(problem, "smoothness", 0.0)
    return 1.0 / L if 0 < L < np.inf else otherwise
