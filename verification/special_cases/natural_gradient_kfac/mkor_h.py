"""Cases made for mkor-h."""

from __future__ import annotations

import numpy as np

from refimpl.natural_gradient_kfac.mkor_h import MKORH
from refimpl.problems.registry import EXAMPLES
from verification.special_cases import Special
from verification.special_cases.natural_gradient_kfac import mkor


def special_cases(steps: int) -> list[Special]:
    """The first step lowers the loss by 0.03505 of it, just enough, and the largest entry of A is 0.974; MKOR's tie."""
    near = MKORH(0.5, 0.75, 0.96, 0.25, 0.0348, 1, 3)
    start = np.array([0.5, -1.0, 0.25, 1.0, -0.75, 0.5])
    tie = mkor.special_cases(steps)[0]
    method = MKORH(0.25, 0.5, 0.5, 0.25, 0.03125, 2, 2)
    return [
        Special("least and threshold just met", near, EXAMPLES["unregularised-softmax"].build(), None, start),
        tie._replace(algorithm=method),
    ]
