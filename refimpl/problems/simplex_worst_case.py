"""Half the squared norm on the simplex: the worst case of methods that add a vertex per step.

Definition  f(x) = |x|^2/2 on the simplex of dimension d.
Constants   L = mu = 1, Hessian Lipschitz 0, diameter sqrt 2.
Minimiser   x* = (1/d, ..., 1/d), f* = 1/(2d); on the simplex f(x) - f* = |d x - 1|^2 / (2 d^2).
Lower bound a point of the simplex with at most k non-zeros has f >= 1/(2k) (Cauchy-Schwarz), so a method that
            starts at a vertex and adds one per step has f(x_k) - f* >= 1/(2(k+1)) - 1/(2d).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.problems.sets import Simplex


class SimplexWorstCase(NamedTuple):
    """f(x) = |x|^2/2 on the simplex of dimension `d`: the worst case of Frank-Wolfe."""

    d: int

    def validate(self):
        """Raise ValueError unless d is at least 2."""
        checks.count("d", self.d, 2)

    def dimension(self):
        return self.d

    def value(self, x):
        return np.dot(x, x) / 2

    def gradient(self, x):
        return x.copy()

    def hessian_vector(self, x, v):
        return v.copy()

    def suboptimality(self, x):
        r = self.d * x - 1.0
        return np.dot(r, r) / (2 * self.d * self.d)

    def linear_minimizer(self, s):
        return Simplex().linear_minimizer(s)

    def projection(self, x):
        return Simplex().projection(x)

    def contains(self, x, tolerance):
        return Simplex().contains(x, tolerance)

    def diameter(self):
        return float(np.sqrt(2.0))

    def smoothness(self):
        return 1.0

    def strong_convexity(self):
        return 1.0

    def hessian_lipschitz(self):
        return 0.0

    def minimizer(self):
        return np.full(self.d, 1.0 / self.d)

    def minimum(self):
        return 1.0 / (2 * self.d)

    def lower_bound(self, k):
        """1/(2(k+1)) - 1/(2d): no point with k + 1 non-zeros is closer to f*; holds for k + 1 <= d."""
        return 1.0 / (2 * (k + 1)) - 1.0 / (2 * self.d)
