"""What the field also calls AdaMax: where epsilon stands."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.adamax import AdaMax
from refimpl.first_order_adaptive.moments import corrected
from verification.claim import dialect


@dialect("epsilon is added to the maximum at the division and not kept in it: Keras, TensorFlow")
class EpsilonInDivision(AdaMax):
    """m^ / (max(beta2 u, |g|) + epsilon)."""

    def largest(self, u, g):
        return np.maximum(self.beta2 * u, np.abs(g))

    def direction(self, m, u, t):
        return quotient(corrected(m, self.beta1, t), u + self.epsilon)


DIALECTS = (EpsilonInDivision,)
