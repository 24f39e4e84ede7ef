"""What the field also calls AMSGrad: which second moment is maximised, and what is corrected."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.amsgrad import AMSGrad
from refimpl.first_order_adaptive.moments import corrected
from verification.claim import dialect


@dialect("no bias correction at all, m / (sqrt(max v) + epsilon): the AMSGrad of the paper")
class Paper(AMSGrad):
    """m / (sqrt(h) + epsilon), h = max of all v."""

    def direction(self, m, h, t):
        return quotient(m, np.sqrt(h) + self.epsilon)


@dialect("the maximum is taken of the corrected second moments: optax")
class MaxOfCorrected(AMSGrad):
    """m^ / (sqrt(h) + epsilon), h = max of all v^."""

    def largest(self, h, v, t):
        return np.maximum(h, corrected(v, self.beta2, t))

    def direction(self, m, h, t):
        return quotient(corrected(m, self.beta1, t), np.sqrt(h) + self.epsilon)


@dialect(
    "epsilon is added before the correction, sqrt(max v) + epsilon ('epsilon hat'): Keras and TensorFlow"
)
class EpsilonHat(AMSGrad):
    """m^ / (sqrt(h^) + epsilon / sqrt(1 - beta2^t))."""

    def direction(self, m, h, t):
        epsilon = self.epsilon / np.sqrt(1 - self.beta2**t)
        return quotient(corrected(m, self.beta1, t), np.sqrt(corrected(h, self.beta2, t)) + epsilon)


DIALECTS = (Paper, MaxOfCorrected, EpsilonHat)
