"""A chain of cubic powers: convex, with a Lipschitz Hessian, hard for Newton-type methods.

Definition  f(x) = (1/3) sum |(Bx)_i|^3 - x_1 in dimension d, (Bx)_i = x_i - x_{i+1}, (Bx)_d = x_d.
Constants   |B| = 2 cos(pi/(2d+1)): BB' is tridiag(-1, 2, -1) with last diagonal entry 1, whose eigenvalues
            are 2 - 2 cos((2k-1) pi/(2d+1)), k = 1..d. Since | |u| - |v| | <= |u - v| and a row of B has norm
            <= sqrt 2, |H(x) - H(y)| = |B' diag(2(|Bx| - |By|)) B| <= 2 sqrt 2 |B|^2 |x - y|: an upper bound.
Minimiser   |Bx| Bx = B^{-T} e_1 = (1, ..., 1), so (Bx*)_i = 1, x*_i = d - i + 1, f* = -2d/3.
Suboptimal  x_1 = sum (Bx)_i, so with a = |(Bx)_i|, z = (Bx)_i: f - f* = sum (a - 1)^2 (a + 2)/3 + (a - z).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from refimpl.core import checks


class CubicChain(NamedTuple):
    """f(x) = (1/3) sum |(Bx)_i|^3 - x_1 in dimension `d`."""

    d: int

    def validate(self):
        """Raise ValueError unless d >= 1."""
        checks.count("d", self.d)

    def dimension(self):
        return self.d

    def value(self, x):
        a = np.abs(_differences(x))
        return np.sum(a * a * a) / 3 - x[0]

    def gradient(self, x):
        z = _differences(x)
        g = _transposed(np.abs(z) * z)
        g[0] = g[0] - 1.0
        return g

    def hessian(self, x):
        return _tridiagonal(2 * np.abs(_differences(x)))

    def hessian_vector(self, x, v):
        return _transposed(2 * np.abs(_differences(x)) * _differences(v))

    def third_derivative(self, x, v):
        """D^3 f(x)[v] = B' diag(2 sign(z_i) (Bv)_i) B, z = Bx, shape (d, d); 0 for sign(0)."""
        return _tridiagonal(2 * np.sign(_differences(x)) * _differences(v))

    def suboptimality(self, x):
        z = _differences(x)
        a = np.abs(z)
        return np.sum((a - 1.0) * (a - 1.0) * (a + 2.0) / 3 + (a - z))

    def strong_convexity(self):
        """0: the Hessian vanishes where Bx = 0."""
        return 0.0

    def hessian_lipschitz(self):
        """Upper bound 2 sqrt 2 |B|^2."""
        return 2 * float(np.sqrt(2.0)) * self.matrix_norm() ** 2

    def matrix_norm(self):
        """|B| = 2 cos(pi/(2d+1))."""
        return 2 * float(np.cos(np.pi / (2 * self.d + 1)))

    def minimizer(self):
        return self.d - np.arange(float(self.d))

    def minimum(self):
        return -2 * self.d / 3


def _differences(x):
    """Bx."""
    z = x.copy()
    z[: x.shape[0] - 1] = x[: x.shape[0] - 1] - x[1:]
    return z


def _tridiagonal(a):
    """B' diag(a) B."""
    middle = a.copy()
    middle[1:] = a[1:] + a[: a.shape[0] - 1]
    off = np.diag(a[: a.shape[0] - 1].copy(), 1)
    return np.diag(middle) - off - off.T


def _transposed(w):
    """B'w."""
    g = w.copy()
    g[1:] = w[1:] - w[: w.shape[0] - 1]
    return g
