"""What the field also calls diffGrad: where epsilon stands."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.diffgrad import DiffGrad
from refimpl.first_order_adaptive.moments import corrected
from verification.claim import dialect


@dialect(
    "epsilon is added before the correction, sqrt(v) + epsilon: the authors' code and its PyTorch collections"
)
class EpsilonHat(DiffGrad):
    """xi m^ / (sqrt(v^) + epsilon / sqrt(1 - beta2^t))."""

    def direction(self, m, v, t):
        epsilon = self.epsilon / np.sqrt(1 - self.beta2**t)
        return quotient(corrected(m, self.beta1, t), np.sqrt(corrected(v, self.beta2, t)) + epsilon)


DIALECTS = (EpsilonHat,)
