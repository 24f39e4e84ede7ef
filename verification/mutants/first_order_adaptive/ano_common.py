"""Mistakes that Ano and Anolog share."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.core.dialect import quotient
from refimpl.first_order_adaptive.moments import corrected
from verification.claim import mutant


def shared(Method: Any) -> tuple[Any, ...]:
    """The mistakes as subclasses of a method with the hook `direction(g, m, v, t)`."""

    @mutant("TERM", "the size is that of the average instead of the gradient")
    class SizeOfAverage(Method):
        """m / sqrt(v^ + epsilon)."""

        def direction(self, g, m, v, t):
            return quotient(m, np.sqrt(corrected(v, self.beta2, t) + self.epsilon))

    @mutant("TERM", "the sign is that of the gradient instead of the average")
    class SignOfGradient(Method):
        """g / sqrt(v^ + epsilon)."""

        def direction(self, g, m, v, t):
            return quotient(g, np.sqrt(corrected(v, self.beta2, t) + self.epsilon))

    @mutant("BIAS", "the second moment is not corrected")
    class NotCorrected(Method):
        """|g| sign(m) / sqrt(v + epsilon)."""

        def direction(self, g, m, v, t):
            return quotient(np.abs(g) * np.sign(m), np.sqrt(v + self.epsilon))

    @mutant("POWER", "the root is forgotten")
    class RootForgotten(Method):
        """|g| sign(m) / (v^ + epsilon)."""

        def direction(self, g, m, v, t):
            return quotient(np.abs(g) * np.sign(m), corrected(v, self.beta2, t) + self.epsilon)

    return SizeOfAverage, SignOfGradient, NotCorrected, RootForgotten
