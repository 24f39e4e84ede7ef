"""What the field also calls Yogi: whether the moments are corrected."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.yogi import Yogi
from verification.claim import dialect


@dialect("no moment is corrected: the paper")
class Uncorrected(Yogi):
    """m / (sqrt(v) + epsilon)."""

    def direction(self, m, v, t):
        return quotient(m, np.sqrt(v) + self.epsilon)


DIALECTS = (Uncorrected,)
