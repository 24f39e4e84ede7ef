"""Cases made for bloop: a gradient that vanishes."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.bloop import Bloop
from verification.special_cases import Special
from verification.special_cases.bilevel.surgery import vanishing


def special_cases(steps: int) -> list[Special]:
    """0/0 in what is taken off."""
    return vanishing(Bloop(0.125, 0.5, 0.25, np.ones(1)))
