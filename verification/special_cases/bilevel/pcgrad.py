"""Cases made for pcgrad: a gradient that vanishes."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.pcgrad import PCGrad
from verification.special_cases import Special
from verification.special_cases.bilevel.surgery import vanishing


def special_cases(steps: int) -> list[Special]:
    """0/0 in what is taken off."""
    return vanishing(PCGrad(0.125, 0.5, np.ones(1)))
