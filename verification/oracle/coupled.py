"""A bilevel problem in which every oracle needs both levels' variables, so that a stale one shows.

The bilevel problems with closed forms have f_xy = 0 and g_x independent of x: there a wrong y in f_x, or a wrong x in
g_x, changes nothing.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.dialect import identity_like


class CoupledBilevel(NamedTuple):
    """Upper level |x|^2/8 + x'Cy + |y|^2/4, lower level y'Ay/2 + x'Dy + |x|^2/2; C and D of shape (dx, dy)."""

    A: Any
    C: Any
    D: Any

    def dimension(self):
        return self.C.shape[0]

    def lower_dimension(self):
        return self.C.shape[1]

    def upper(self, x, y):
        return np.dot(x, x) / 8 + np.dot(x, self.C @ y) + np.dot(y, y) / 4

    def upper_x(self, x, y):
        return x / 4 + self.C @ y

    def upper_y(self, x, y):
        return self.C.T @ x + y / 2

    def upper_yy(self, x, y):
        return identity_like(self.A) / 2

    def upper_xy(self, x, y):
        return self.C.copy()

    def lower_x(self, x, y):
        return self.D @ y + x

    def lower_y(self, x, y):
        return self.A @ y + self.D.T @ x

    def lower_yy(self, x, y):
        return self.A.copy()

    def lower_xy(self, x, y):
        return self.D.copy()

    def lower_yy_vector(self, x, y, v):
        return self.A @ v

    def lower_xy_vector(self, x, y, v):
        return self.D @ v


def coupled_bilevel() -> tuple[CoupledBilevel, np.ndarray]:
    """An instance with dx = 2 and dy = 3, data exact in 8 bits, and a start."""
    A = np.array([[2.0, 0.5, 0.0], [0.5, 1.5, -0.25], [0.0, -0.25, 1.0]])
    C, D = np.array([[0.5, -1.0, 0.25], [0.75, 0.5, -0.5]]), np.array([[1.0, 0.25, -0.5], [0.5, -0.75, 1.25]])
    return CoupledBilevel(A, C, D), np.array([0.5, -1.5])
