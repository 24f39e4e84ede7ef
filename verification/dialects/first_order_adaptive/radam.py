"""What the field also calls RAdam: the threshold, the place of epsilon, and what happens below the threshold."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import corrected
from refimpl.first_order_adaptive.radam import RAdam, rectification, variance_length
from verification.claim import dialect


@dialect("the threshold is 4, so that rectification starts one step earlier: the paper")
class ThresholdFour(RAdam):
    """Rectified where rho_t > 4."""

    def direction(self, m, v, t):
        limit, length = variance_length(self.beta2, t)
        if length > 4:
            return rectification(limit, length) * self.normalised(m, v, t)
        return corrected(m, self.beta1, t)


@dialect(
    "epsilon is added before the correction, sqrt(v) + epsilon ('epsilon hat'): PyTorch and the authors' code"
)
class EpsilonHat(RAdam):
    """m^ / (sqrt(v^) + epsilon / sqrt(1 - beta2^t))."""

    def normalised(self, m, v, t):
        epsilon = self.epsilon / np.sqrt(1 - self.beta2**t)
        return quotient(corrected(m, self.beta1, t), np.sqrt(corrected(v, self.beta2, t)) + epsilon)


@dialect("x stands still until the threshold is passed, with epsilon hat: the default of pytorch_optimizer")
class Waiting(EpsilonHat):
    """u = 0 where rho_t <= 5."""

    def direction(self, m, v, t):
        limit, length = variance_length(self.beta2, t)
        if length > 5:
            return rectification(limit, length) * self.normalised(m, v, t)
        return np.zeros_like(m)


DIALECTS = (ThresholdFour, EpsilonHat, Waiting)
