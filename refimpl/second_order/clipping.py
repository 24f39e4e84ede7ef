"""What both forms of Sophia share: the clipping, and what their hyper-parameters must be."""

from __future__ import annotations

import numpy as np

from refimpl.core import checks


def clip(r):
    """r cut off at -1 and 1, entry by entry."""
    return np.maximum(np.minimum(r, 1.0), -1.0)


def check_sophia(algorithm):
    """Raise ValueError unless the hyper-parameters of a form of Sophia are usable."""
    for name in ("step_size", "gamma", "epsilon"):
        checks.positive(name, getattr(algorithm, name))
    for name in ("beta1", "beta2"):
        beta = getattr(algorithm, name)
        checks.finite(name, beta)
        if not 0 <= beta < 1:
            raise ValueError(f"{name} must lie in [0, 1), got {beta!r}")
    checks.nonnegative("weight_decay", algorithm.weight_decay)
    checks.count("period", algorithm.period)
