"""What the field also calls Adam: where epsilon stands."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.adam import Adam
from refimpl.first_order_adaptive.moments import corrected
from verification.claim import dialect


@dialect("epsilon is added before the correction, sqrt(v) + epsilon ('epsilon hat'): Keras and TensorFlow")
class EpsilonHat(Adam):
    """m^ / (sqrt(v^) + epsilon / sqrt(1 - beta2^t))."""

    def direction(self, m, v, t):
        epsilon = self.epsilon / np.sqrt(1 - self.beta2**t)
        return quotient(corrected(m, self.beta1, t), np.sqrt(corrected(v, self.beta2, t)) + epsilon)


@dialect("epsilon is inside the root, sqrt(v^ + epsilon): optax with eps_root in place of eps")
class EpsilonInside(Adam):
    """m^ / sqrt(v^ + epsilon)."""

    def direction(self, m, v, t):
        root = np.sqrt(corrected(v, self.beta2, t) + self.epsilon)
        return quotient(corrected(m, self.beta1, t), root)


DIALECTS = (EpsilonHat, EpsilonInside)
