"""Diagonal linear networks: sparse regression with squared parameters, where training shows an implicit bias.

Definition  f(u, v) = |X (u*u - v*v) - y|^2 / (2 n), X of shape (n, d) with rows independent, x = (u, v) in R^{2d}.
Constants   no global smoothness. f* = 0, attained where the regression vector beta = u*u - v*v interpolates; there
            tr H = (4/n) sum_j |X_j|^2 (u_j^2 + v_j^2), X_j the columns of X.
Flow        gradient flow conserves every u_j v_j; with u = v = a at the start it ends at the interpolating beta that
            minimises the hyperbolic entropy with scale a (Woodworth et al. 2020): arcsinh(beta/(2 a^2)) is in the
            span of the rows of X.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class DiagonalLinearNetwork(NamedTuple):
    """f(u, v) = |X (u*u - v*v) - y|^2 / (2 n) with `X` (n, d) and `y` (n,)."""

    X: Any
    y: Any

    def validate(self):
        """Raise ValueError unless the rows of X are independent and y fits it."""
        checks.array("X", self.X, ndim=2)
        checks.array("y", self.y, shape=(self.X.shape[0],))
        rank = int(np.linalg.matrix_rank(self.X))
        if rank < self.X.shape[0]:
            raise ValueError(f"X must have independent rows, got rank {rank} of {self.X.shape[0]} rows")

    def dimension(self):
        return 2 * self.X.shape[1]

    def value(self, x):
        r = self.X @ self.regressor(x) - self.y
        return np.dot(r, r) / (2 * self.y.shape[0])

    def gradient(self, x):
        d = self.X.shape[1]
        G = self.regression_gradient(x)
        return np.concatenate((2 * x[:d] * G, -2 * x[d:] * G))

    def hessian(self, x):
        d = self.X.shape[1]
        J = np.concatenate((2 * self.X * x[:d], -2 * self.X * x[d:]), axis=1)
        H = J.T @ J / self.y.shape[0]
        G = self.regression_gradient(x)
        for j in range(d):
            H[j, j] = H[j, j] + 2 * G[j]
            H[d + j, d + j] = H[d + j, d + j] - 2 * G[j]
        return H

    def hessian_vector(self, x, v):
        d = self.X.shape[1]
        G = self.regression_gradient(x)
        moved = self.X.T @ (self.X @ (2 * x[:d] * v[:d] - 2 * x[d:] * v[d:])) / self.y.shape[0]
        return np.concatenate((2 * (x[:d] * moved + G * v[:d]), -2 * (x[d:] * moved + G * v[d:])))

    def regressor(self, x):
        """beta = u*u - v*v, shape (d,)."""
        d = self.X.shape[1]
        return x[:d] * x[:d] - x[d:] * x[d:]

    def regression_gradient(self, x):
        """G = X'(X beta - y)/n, the gradient with respect to beta, shape (d,)."""
        return self.X.T @ (self.X @ self.regressor(x) - self.y) / self.y.shape[0]

    def suboptimality(self, x):
        return self.value(x)

    def minimum(self):
        return 0.0

    def trace_at_a_minimum(self, x):
        """Trace of the Hessian where beta interpolates."""
        d = self.X.shape[1]
        squares = np.sum(self.X * self.X, axis=0)
        return 4 * np.dot(squares, x[:d] * x[:d] + x[d:] * x[d:]) / self.y.shape[0]


def random_diagonal_linear_network(n: int, d: int, seed: int) -> DiagonalLinearNetwork:
    """Gaussian X of shape (n, d), n <= d, and y = X beta for a beta with two entries that are not zero, 1 and -1."""
    checks.count("n", n)
    checks.count("d", d, max(n, 2))
    checks.count("seed", seed, 0)
    X = np.random.default_rng(seed).standard_normal((n, d))
    return DiagonalLinearNetwork(X, X[:, 0] - X[:, 1])
