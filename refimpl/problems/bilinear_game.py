"""Bilinear saddle-point games with quadratic regularisation: every constant of a monotone operator in closed form.

Definition  min over x, max over y of x'Ay + b'x - c'y + mu (|x|^2 - |y|^2)/2, A of shape (m, n), b (m,), c (n,),
            mu >= 0. A point z of shape (m + n,) is x followed by y.
Operator    F(z) = (mu x + Ay + b, mu y - A'x + c), the gradient in x and minus the gradient in y.
Constants   F is affine with the matrix mu I + K, K = [[0, A], [-A', 0]] skew: <F(z) - F(w), z - w> = mu |z - w|^2,
            an equality, and (mu I + K)'(mu I + K) = mu^2 I + K'K, so F is sqrt(mu^2 + |A|^2)-Lipschitz, attained.
Saddle      z* with F(z*) = 0; it is unique where mu > 0, or where A is square and regular.
Gap         max over y' of f(x, y') - min over x' of f(x', y) = |F(z)|^2/(2 mu) for mu > 0: both are quadratics
            of curvature mu, so the players gain |F_y|^2/(2 mu) and |F_x|^2/(2 mu) from their best replies.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.problems import exact


class BilinearGame(NamedTuple):
    """f(x, y) = x'Ay + b'x - c'y + mu (|x|^2 - |y|^2)/2 with `A` (m, n), `b` (m,), `c` (n,), `mu` >= 0."""

    A: Any
    b: Any
    c: Any
    mu: float

    def validate(self):
        """Raise ValueError unless the shapes fit and mu >= 0."""
        checks.array("A", self.A, ndim=2)
        checks.array("b", self.b, shape=(self.A.shape[0],))
        checks.array("c", self.c, shape=(self.A.shape[1],))
        checks.nonnegative("mu", self.mu)

    def dimension(self):
        return self.A.shape[0] + self.A.shape[1]

    def players(self):
        """1 for the entries of x, which minimise, and -1 for those of y, shape (m + n,)."""
        return np.where(np.arange(self.dimension()) < self.A.shape[0], 1.0, -1.0)

    def value(self, z):
        """The payoff f(x, y)."""
        x, y = z[: self.A.shape[0]], z[self.A.shape[0] :]
        payoff = np.dot(x, self.A @ y) + np.dot(self.b, x) - np.dot(self.c, y)
        return payoff + self.mu * (np.dot(x, x) - np.dot(y, y)) / 2

    def operator(self, z):
        """F(z), shape (m + n,)."""
        x, y = z[: self.A.shape[0]], z[self.A.shape[0] :]
        F = self.mu * z
        F[: self.A.shape[0]] = F[: self.A.shape[0]] + (self.A @ y + self.b)
        F[self.A.shape[0] :] = F[self.A.shape[0] :] + (self.c - self.A.T @ x)
        return F

    def gap(self, z):
        """The duality gap of z, needs mu > 0."""
        F = self.operator(z)
        return np.dot(F, F) / (2 * self.mu)

    def lipschitz(self):
        """Lipschitz constant of F, sqrt(mu^2 + |A|^2)."""
        return float(np.hypot(self.mu, np.linalg.norm(self.A, 2)))

    def monotonicity(self):
        """The largest m with <F(z) - F(w), z - w> >= m |z - w|^2, which is mu."""
        return self.mu

    def saddle_point(self):
        """z* to the last digit. ValueError where it does not exist or is not unique."""
        m, n = self.A.shape
        J = np.block([[self.mu * np.eye(m), self.A], [-self.A.T, self.mu * np.eye(n)]])
        return exact.solve(J, -np.concatenate([self.b, self.c]))

    def saddle_value(self):
        """f(z*) to the last digit."""
        return exact.value(self, self.saddle_point())
