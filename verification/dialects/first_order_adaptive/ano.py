"""What the field also calls Ano: where epsilon stands."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.ano import Ano
from refimpl.first_order_adaptive.moments import corrected
from verification.claim import dialect


@dialect("epsilon is outside of the root: pytorch_optimizer")
class EpsilonOutside(Ano):
    """|g| sign(m) / (sqrt(v^) + epsilon)."""

    def direction(self, g, m, v, t):
        return quotient(np.abs(g) * np.sign(m), np.sqrt(corrected(v, self.beta2, t)) + self.epsilon)


DIALECTS = (EpsilonOutside,)
