"""A valley that sharpens along its floor: the smallest problem with an edge of stability in slow variables.

Definition  f(x) = S(y) x_1^2/2 + l(y), y = (x_2, x_3), S(y) = c + m y_1 + b y_2^2, l(y) = e (p (y_2 - 2)^2 - y_1).
Constants   none global: f has no lower bound along y_1. The floor x_1 = 0 is invariant under gradient methods; there
            the largest eigenvalue of the Hessian is S, with eigenvector e_1, while S exceeds 2 e p.
Flow        on the floor gradient flow moves by order e and S rises for ever. A method of step size eta stays stable
            while S <= 2/eta, and what follows it in the mean is the flow on the floor that keeps this inequality.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.core import checks


class SharpeningValley(NamedTuple):
    """The valley with slow scale `e` > 0, `bend` b, `pull` p > 0, `slope` m and `base` c > 0."""

    e: float
    bend: float = 0.3125
    pull: float = 1.25
    slope: float = 1.0
    base: float = 1.0

    def validate(self):
        """Raise ValueError unless e, p and c are positive, b and m non-negative."""
        checks.positive("e", self.e)
        checks.nonnegative("bend", self.bend)
        checks.positive("pull", self.pull)
        checks.nonnegative("slope", self.slope)
        checks.positive("base", self.base)

    def dimension(self):
        return 3

    def _curvature(self, x):
        return self.base + self.slope * x[1] + self.bend * x[2] * x[2]

    def value(self, x):
        floor = self.e * (self.pull * (x[2] - 2.0) * (x[2] - 2.0) - x[1])
        return self._curvature(x) * x[0] * x[0] / 2 + floor

    def gradient(self, x):
        g = x.copy()
        g[0] = self._curvature(x) * x[0]
        g[1] = self.slope * x[0] * x[0] / 2 - self.e
        g[2] = self.bend * x[2] * x[0] * x[0] + 2 * self.e * self.pull * (x[2] - 2.0)
        return g

    def hessian(self, x):
        H = np.outer(np.zeros_like(x), x)
        H[0, 0] = self._curvature(x)
        H[0, 1] = self.slope * x[0]
        H[1, 0] = H[0, 1]
        H[0, 2] = 2 * self.bend * x[2] * x[0]
        H[2, 0] = H[0, 2]
        H[2, 2] = self.bend * x[0] * x[0] + 2 * self.e * self.pull
        return H

    def hessian_vector(self, x, v):
        return self.hessian(x) @ v

    def curvature_gradient(self, x, v):
        """The gradient of x -> v'H(x)v, which for an eigenvector v is that of its eigenvalue."""
        g = x.copy()
        g[0] = (
            2 * self.slope * v[0] * v[1]
            + 4 * self.bend * x[2] * v[0] * v[2]
            + 2 * self.bend * x[0] * v[2] * v[2]
        )
        g[1] = self.slope * v[0] * v[0]
        g[2] = 2 * self.bend * v[0] * (x[2] * v[0] + 2 * x[0] * v[2])
        return g
