"""Huber's function of the norm: smooth, convex, the worst case of gradient descent with short steps.

Definition  f(x) = L |x|^2/2 for |x| <= delta, L delta |x| - L delta^2/2 beyond, x of shape (d,).
Constants   L-smooth (the gradient is L times the projection onto a ball), mu = 0, Hessian discontinuous.
Minimiser   x* = 0, f* = 0.
Worst case  while |x_i| >= delta every gradient is L delta long: from |x_0| = R a method
            x_N = x_0 - sum a_j g_j/L has |x_N| = R - delta S with S = sum a_j. With delta = R/(2S+1):
            f(x_N) - f* = L R^2/(4S+2), and with delta = R/(S+1): |g_N| = L R/(S+1). Gradient descent with
            step h/L has S = N h.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import identity_like, norm


class Huber(NamedTuple):
    """Huber's function with curvature `L` within `delta` of 0, in dimension `d`."""

    L: float
    delta: float
    d: int = 1

    def validate(self):
        """Raise ValueError unless L, delta > 0 and d >= 1."""
        checks.positive("L", self.L)
        checks.positive("delta", self.delta)
        checks.count("d", self.d)

    def dimension(self):
        return self.d

    def value(self, x):
        r = norm(x)
        near = np.minimum(r, self.delta)
        return self.L * near * (r - near / 2)

    def gradient(self, x):
        return self.L * (self.delta / np.maximum(norm(x), self.delta)) * x

    def hessian(self, x):
        """Of the quadratic branch where |x| = delta."""
        xx = np.outer(x, x)
        r = norm(x)
        if r > self.delta:
            return (self.L * self.delta / r) * (identity_like(xx) - xx / (r * r))
        return self.L * identity_like(xx)

    def hessian_vector(self, x, v):
        r = norm(x)
        if r > self.delta:
            return (self.L * self.delta / r) * (v - (np.dot(x, v) / (r * r)) * x)
        return self.L * v

    def suboptimality(self, x):
        return self.value(x)

    def smoothness(self):
        return self.L

    def strong_convexity(self):
        return 0.0

    def hessian_lipschitz(self):
        """Infinite: the Hessian jumps at |x| = delta."""
        return float("inf")

    def minimizer(self):
        return np.zeros(self.d)

    def minimum(self):
        return 0.0


def huber_worst_case(L: float, R: float, steps: int, h: float) -> Huber:
    """The 1-D instance on which `steps` steps of length h/L from x_0 = R leave L R^2/(4 steps h + 2).

    For a method with other weights take h = S/steps, S their sum.
    """
    return Huber(L, _checked(L, R, steps, h) / (2 * steps * h + 1))


def huber_gradient_worst_case(L: float, R: float, steps: int, h: float) -> Huber:
    """The 1-D instance on which `steps` steps h/L from x_0 = R leave a gradient of L R/(steps h + 1)."""
    return Huber(L, _checked(L, R, steps, h) / (steps * h + 1))


def _checked(L: float, R: float, steps: int, h: float) -> float:
    checks.positive("L", L)
    checks.positive("R", R)
    checks.count("steps", steps)
    checks.positive("h", h)
    return R
