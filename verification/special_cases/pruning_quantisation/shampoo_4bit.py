"""Cases made for shampoo-4bit."""

from __future__ import annotations

import numpy as np

from refimpl.pruning_quantisation.shampoo_4bit import Shampoo4bit
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Eigenvectors (-s, c, e) with c/s in (1/2, 3/4): which direction is positive depends on all three weights, and the
    small e, near 1/225 of s, is stored in one of them only.
    """
    rng, gradients = np.random.default_rng(0), []
    for turn, tilt in zip(rng.uniform(0.95, 1.08, steps), rng.uniform(0.004, 0.015, steps)):
        s, c = np.sin(turn), np.cos(turn)
        U = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]]) @ np.array([[1, 0, 0], [0, 1, -tilt], [0, tilt, 1]])
        gradients.append((U * [4.0, 2.0, 1.0] @ U.T).ravel())
    method = Shampoo4bit(0.125, 2.0**-8, 0.0625, 3, 1)
    return [Special("three rows", method, None, np.array(gradients), np.ones(9))]
