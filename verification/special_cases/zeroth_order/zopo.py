"""Cases made for zopo."""

from __future__ import annotations

import numpy as np

from refimpl.problems import Box, Constrained, Linear
from refimpl.zeroth_order.zopo import ZOPO
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """The variance meets the squared threshold exactly: no exploration. The step is far larger than the noise."""
    line = Constrained(Linear(np.array([0.5])), Box(np.array([-8.0]), np.array([8.0])))
    plane = Constrained(Linear(np.array([2.0**-6, -(2.0**-6)])), Box(np.full(2, -64.0), np.full(2, 64.0)))
    return [
        Special("threshold met", ZOPO(0.5, 1.0, 0.25, 1.0, 1, 2, 0.5, 5), line, None, np.ones(1)),
        Special("long step", ZOPO(64.0, 2.0, 0.25, 0.6, 1, 3, 1.0, 8), plane, None, np.ones(2)),
    ]
