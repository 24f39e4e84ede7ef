"""Nesterov's chain, the worst smooth convex function for first-order methods.

Definition  f(x) = (scale/4) (x'Tx/2 - x_1), T = tridiag(-1, 2, -1) of order d, scale > 0.
Constants   the eigenvalues of T are 4 sin^2(k pi/(2(d+1))), so L = scale cos^2(pi/(2(d+1))), just below
            scale, and mu = scale sin^2(pi/(2(d+1))); Hessian Lipschitz 0.
Minimiser   x*_i = 1 - i/(d+1), f* = -(scale/8) (1 - 1/(d+1)) (T x* = e_1).
Lower bound started at 0, k steps that add one gradient to the span leave x_i = 0 for i > k, so
            f(x_k) - f* >= (scale/8) (1/(k+1) - 1/(d+1)), the minimum over that subspace.
Source      Nesterov, Lectures on Convex Optimization, section 2.1.2.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.core import checks


class Chain(NamedTuple):
    """f(x) = (scale/4) (x'Tx/2 - x_1) in dimension `d`."""

    scale: float
    d: int

    def validate(self):
        """Raise ValueError unless scale > 0 and d >= 1."""
        checks.positive("scale", self.scale)
        checks.count("d", self.d)

    def dimension(self):
        return self.d

    def value(self, x):
        return self.scale * (_energy(x) / 2 - x[0]) / 4

    def gradient(self, x):
        g = self.hessian_vector(x, x)
        g[0] = g[0] - self.scale / 4
        return g

    def hessian(self, x):
        one = np.ones_like(x)
        off = np.diag(one[1:], 1)
        return self.scale * (2 * np.diag(one) - off - off.T) / 4

    def hessian_vector(self, x, v):
        Tv = 2 * v
        Tv[1:] = Tv[1:] - v[: self.d - 1]
        Tv[: self.d - 1] = Tv[: self.d - 1] - v[1:]
        return self.scale * Tv / 4

    def suboptimality(self, x):
        place = np.cumsum(np.ones_like(x))
        e = x - (self.d + 1 - place) / (self.d + 1)
        return self.scale * _energy(e) / 8

    def smoothness(self):
        """L = scale cos^2(pi/(2(d+1)))."""
        return self.scale * float(np.cos(np.pi / (2 * (self.d + 1)))) ** 2

    def strong_convexity(self):
        """mu = scale sin^2(pi/(2(d+1)))."""
        return self.scale * float(np.sin(np.pi / (2 * (self.d + 1)))) ** 2

    def hessian_lipschitz(self):
        return 0.0

    def minimizer(self):
        return (self.d - np.arange(self.d)) / (self.d + 1.0)

    def minimum(self):
        return -self.scale * self.d / (8 * (self.d + 1))

    def lower_bound(self, k):
        """f(x_k) - f* of every method whose k-th iterate lies in the span of the first k gradients."""
        return self.scale / 8 * (1 / (k + 1) - 1 / (self.d + 1))


def _energy(x):
    """x'Tx as a sum of squares."""
    inner = x[1:] - x[: x.shape[0] - 1]
    return x[0] * x[0] + np.dot(inner, inner) + x[-1] * x[-1]
