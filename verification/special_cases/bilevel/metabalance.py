"""Cases made for metabalance: a gradient that vanishes."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.metabalance import MetaBalance
from verification.special_cases import Special
from verification.special_cases.bilevel.surgery import vanishing


def special_cases(steps: int) -> list[Special]:
    """0/0 in the ratio of the sizes."""
    return vanishing(MetaBalance(0.125, 0.5, 0.75, 0.75, np.ones(1)))
