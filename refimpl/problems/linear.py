"""Linear functions: the same gradient everywhere.

Definition  f(x) = c'x with c of shape (d,).
Constants   L = mu = 0, Hessian Lipschitz 0; f is not bounded below unless c = 0, so there is no minimiser.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class Linear(NamedTuple):
    """f(x) = c'x with `c` of shape (d,)."""

    c: Any

    def validate(self):
        """Raise ValueError unless c is a vector."""
        checks.array("c", self.c, ndim=1)

    def dimension(self):
        return self.c.shape[0]

    def value(self, x):
        return np.dot(self.c, x)

    def gradient(self, x):
        return self.c.copy()

    def smoothness(self):
        return 0.0

    def strong_convexity(self):
        return 0.0

    def hessian_lipschitz(self):
        return 0.0
