"""What the field also calls Anolog: from when on time counts."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.anolog import Anolog
from verification.claim import dialect


@dialect("time counts from 2 on: beta1 = 1 - 1/log(t + 1), the paper (recalled)")
class LaterTime(Anolog):
    """beta1 = 1 - 1/log(t + 1)."""

    def kept(self, x, t):
        return 1 - 1 / np.log(np.zeros_like(x) + (t + 1))


DIALECTS = (LaterTime,)
