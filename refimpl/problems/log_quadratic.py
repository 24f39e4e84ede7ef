"""A separable non-convex function with known smoothness and minimum.

Definition  f(x) = sum_i log(1 + x_i^2) in dimension d.
Constants   phi = log(1 + t^2): phi'' = 2(1 - t^2)/(1 + t^2)^2 lies in [-1/4, 2], so L = 2, attained at 0;
            the lower end is at t^2 = 3. phi''' = 4t(t^2 - 3)/(1 + t^2)^3; with s = t^2 the derivative of its
            square vanishes where s^2 - 6s + 1 = 0, so the Hessian is Lipschitz
            with |phi'''| at t^2 = 3 - 2 sqrt 2 (the other root, 3 + 2 sqrt 2, gives less).
Minimiser   x* = 0, f* = 0, the only stationary point. f is not convex: mu is not defined.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.core import checks


class LogQuadratic(NamedTuple):
    """f(x) = sum log(1 + x_i^2) in dimension `d`."""

    d: int

    def validate(self):
        """Raise ValueError unless d is a positive integer."""
        checks.count("d", self.d)

    def dimension(self):
        return self.d

    def value(self, x):
        return np.sum(np.log1p(x * x))

    def gradient(self, x):
        return 2 * x / (1.0 + x * x)

    def hessian(self, x):
        return np.diag(self.hessian_vector(x, np.ones_like(x)))

    def hessian_vector(self, x, v):
        s = x * x
        return 2 * (1.0 - s) / ((1.0 + s) * (1.0 + s)) * v

    def suboptimality(self, x):
        return self.value(x)

    def smoothness(self):
        """L = 2, attained at 0."""
        return 2.0

    def hessian_lipschitz(self):
        """max |phi'''| = 4 t (3 - s) / (1 + s)^3 at s = t^2 = 3 - 2 sqrt 2."""
        s = (np.sqrt(2.0) - 1.0) ** 2
        return float(4 * (np.sqrt(2.0) - 1.0) * (3.0 - s) / (1.0 + s) ** 3)

    def minimizer(self):
        return np.zeros(self.d)

    def minimum(self):
        return 0.0
