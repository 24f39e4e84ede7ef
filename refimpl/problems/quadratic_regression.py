"""Least squares on models that are quadratic in their parameters: second-order regression.

Definition  f(x) = |z(x)|^2/2, residuals z_i(x) = y_i + J_i x + x'Q_i x/2, i < n, Q_i symmetric (d, d).
Constants   none global: f has degree four. The Jacobian is J(x) = J + Q(x, .), the neural tangent kernel J(x) J(x)',
            and the Hessian J(x)'J(x) + sum z_i Q_i; where z = 0 the non-zero eigenvalues of the two are the same.
Sampling    a draw is an index i, uniform on 0 .. n-1; f_i = n z_i^2/2, so that samples average to f.
Storage     Q is kept as (n d, d), the Q_i on top of each other: engines multiply matrices, not tensors.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class QuadraticRegression(NamedTuple):
    """f(x) = |y + J x + Q(x, x)/2|^2/2 with `y` (n,), `J` (n, d) and `Q` (n d, d)."""

    y: Any
    J: Any
    Q: Any

    def validate(self):
        """Raise ValueError unless the shapes fit and every Q_i is symmetric."""
        checks.array("y", self.y, ndim=1)
        checks.array("J", self.J, ndim=2)
        n, d = self.J.shape
        checks.array("y", self.y, shape=(n,))
        checks.array("Q", self.Q, shape=(n * d, d))
        for i in range(n):
            checks.symmetric(f"Q[{i}]", self.Q[i * d : (i + 1) * d])

    def dimension(self):
        return self.J.shape[1]

    def jacobian(self, x):
        """J(x), shape (n, d)."""
        return self.J + (self.Q @ x).reshape(self.J.shape)

    def residual(self, x):
        """z(x), shape (n,)."""
        return self.y + (self.J + self.jacobian(x)) @ x / 2

    def jacobian_vector(self, x, v):
        """J(x) v, shape (n,)."""
        return self.jacobian(x) @ v

    def jacobian_transpose_vector(self, x, u):
        """J(x)' u, shape (d,)."""
        return u @ self.jacobian(x)

    def jacobian_squares(self, x):
        """The squared norms of the columns of J(x), the diagonal of J'J, shape (d,)."""
        J = self.jacobian(x)
        return np.sum(J * J, axis=0)

    def value(self, x):
        z = self.residual(x)
        return np.dot(z, z) / 2

    def gradient(self, x):
        return self.residual(x) @ self.jacobian(x)

    def hessian(self, x):
        J = self.jacobian(x)
        n, d = J.shape
        return J.T @ J + (self.residual(x) @ self.Q.reshape((n, d * d))).reshape((d, d))

    def gauss_newton(self, x):
        """J(x)'J(x), shape (d, d)."""
        J = self.jacobian(x)
        return J.T @ J

    def hessian_vector(self, x, v):
        J = self.jacobian(x)
        return (J @ v) @ J + self.residual(x) @ (self.Q @ v).reshape(J.shape)

    def tangent_kernel(self, x):
        """J(x) J(x)', shape (n, n)."""
        J = self.jacobian(x)
        return J @ J.T

    def sample(self, rng):
        """A uniform index."""
        return rng.integers(0, self.y.shape[0])

    def sample_count(self):
        return self.y.shape[0]

    def sample_value(self, x, draw):
        z = self.residual(x)[draw]
        return self.y.shape[0] * z * z / 2

    def sample_gradient(self, x, draw):
        return (self.y.shape[0] * self.residual(x)[draw]) * self.jacobian(x)[draw]


def saddle_regression(E: float, eps: float) -> QuadraticRegression:
    """The smallest model with progressive sharpening: one residual z = (x_1^2 - eps x_2^2)/2 - E."""
    checks.finite("E", E)
    checks.nonnegative("eps", eps)
    return QuadraticRegression(np.array([-E]), np.zeros((1, 2)), np.diag([1.0, -eps]))


def squared_regression(X: Any, targets: Any) -> QuadraticRegression:
    """The squared-regression model X (u*u - v*v) = targets, x = (u, v): a diagonal linear network."""
    checks.array("X", X, ndim=2)
    checks.array("targets", targets, shape=(X.shape[0],))
    Q = np.concatenate([np.diag(2 * np.concatenate([row, -row])) for row in np.asarray(X, float)])
    return QuadraticRegression(-np.asarray(targets, float), np.zeros((len(X), 2 * X.shape[1])), Q)


def random_quadratic_regression(n: int, d: int, seed: int, curvature: float = 1.0) -> QuadraticRegression:
    """Standard normal residuals and Jacobian at 0, Q_i symmetric with entries of variance curvature^2."""
    checks.count("n", n)
    checks.count("d", d)
    checks.nonnegative("curvature", curvature)
    checks.count("seed", seed, 0)
    rng = np.random.default_rng(seed)
    y, J = rng.standard_normal(n), rng.standard_normal((n, d))
    upper = np.triu(rng.standard_normal((n, d, d)))
    Q = curvature * (upper + np.triu(upper, 1).transpose(0, 2, 1))
    return QuadraticRegression(y, J, Q.reshape(n * d, d))
