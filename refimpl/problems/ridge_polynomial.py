"""Quadratic plus cubic and quartic ridges, with the minimiser at 0: where Newton's methods have closed forms.

Definition  f(x) = x'Ax/2 + sum_i (c_i u_i^3 / 6 + a_i u_i^4 / 12), u = Wx, A positive definite of shape
            (d, d), W of shape (m, d).
Constants   D^3 f(x)[h, h, h] = sum_i (c_i + 2 a_i u_i) (w_i'h)^3 and D^4 f(x)[h, h, h, h] = sum_i 2 a_i (w_i'h)^4, at
            most 2 max_i (a_i |w_i|^2) |W|^2 for |h| = 1: a Lipschitz constant of D^3 f, the least for orthogonal rows
            and one a_i |w_i|^2 and |w_i| largest at once.
Minimiser   x* = 0, f* = 0: the only one where c = 0, since f is strongly convex then; a local one otherwise.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import symmetric_product


class RidgePolynomial(NamedTuple):
    """f(x) = x'Ax/2 + sum_i (c_i u_i^3 / 6 + a_i u_i^4 / 12), u = Wx; `cubic` c and `quartic` a of shape (m,)."""

    A: Any
    W: Any
    cubic: Any
    quartic: Any

    def validate(self):
        """Raise ValueError unless A is positive definite and W, cubic and quartic >= 0 fit it."""
        checks.symmetric("A", self.A)
        least = np.linalg.eigvalsh(self.A)[0]
        if least <= 0:
            raise ValueError(f"A must be positive definite, got a smallest eigenvalue of {least:.3g}")
        checks.array("W", self.W, ndim=2)
        checks.array("W", self.W, shape=(self.W.shape[0], self.A.shape[0]))
        checks.array("cubic", self.cubic, shape=(self.W.shape[0],))
        checks.array("quartic", self.quartic, shape=(self.W.shape[0],))
        if np.min(self.quartic) < 0:
            raise ValueError(
                f"quartic must be non-negative, got a smallest entry of {np.min(self.quartic):.3g}"
            )

    def dimension(self):
        return self.A.shape[0]

    def value(self, x):
        u = self.W @ x
        return np.dot(x, symmetric_product(self.A, x)) / 2 + np.sum(
            u * u * u * (self.cubic / 6 + self.quartic * u / 12)
        )

    def gradient(self, x):
        u = self.W @ x
        return symmetric_product(self.A, x) + self.W.T @ (u * u * (self.cubic / 2 + self.quartic * u / 3))

    def hessian(self, x):
        u = self.W @ x
        return self.A + (self.W.T * (u * (self.cubic + self.quartic * u))) @ self.W

    def hessian_vector(self, x, v):
        u = self.W @ x
        return symmetric_product(self.A, v) + self.W.T @ (u * (self.cubic + self.quartic * u) * (self.W @ v))

    def third_derivative(self, x, v):
        """D^3 f(x)[v], shape (d, d)."""
        u = self.W @ x
        return (self.W.T * ((self.cubic + 2 * self.quartic * u) * (self.W @ v))) @ self.W

    def third_lipschitz(self):
        """Upper bound 2 max_i (a_i |w_i|^2) |W|^2."""
        rows = np.sum(self.W * self.W, axis=1)
        return 2 * float(np.max(self.quartic * rows)) * float(np.linalg.norm(self.W, 2)) ** 2

    def suboptimality(self, x):
        """f(x) - f* = f(x)."""
        return self.value(x)

    def minimizer(self):
        return np.zeros(self.A.shape[0])

    def minimum(self):
        return 0.0
