"""Regression tasks for a linear network: what it learns a task on (support), and what it is judged by (query).

Definition  x = (W, v), W (h, n) row by row and v (h,): the network is v'Wz. Task j has support inputs X_j (k, n) with
            targets y_j (k,), and query inputs Z_j (q, n) with targets s_j (q,). Losses: means of (v'Wz - s)^2/2.
Derivatives with inputs Z, e = ZW'v - s and A = Z'e/(number): the gradient is (v A', W A); along u = (P, p),
            with c = Z'(ZP'v + ZW'p)/(number): the Hessian times u is (p A' + v c', P A + W c).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


def split(x, n):
    """W (h, n) and v (h,)."""
    h = x.shape[0] // (n + 1)
    return x[: h * n].reshape((h, n)), x[h * n :]


class LinearTasks(NamedTuple):
    """m tasks: X (m, k, n), y (m, k), Z (m, q, n), s (m, q), for a network of `width` h."""

    X: Any
    y: Any
    Z: Any
    s: Any
    width: int

    def validate(self):
        """Raise ValueError unless the shapes fit and the width is a positive integer."""
        checks.array("X", self.X, ndim=3)
        m, _, n = self.X.shape
        checks.array("y", self.y, shape=self.X.shape[:2])
        checks.array("Z", self.Z, ndim=3)
        checks.array("Z", self.Z, shape=(m, self.Z.shape[1], n))
        checks.array("s", self.s, shape=self.Z.shape[:2])
        checks.count("width", self.width)

    def dimension(self):
        return self.width * (self.X.shape[2] + 1)

    def task_count(self):
        """m."""
        return self.X.shape[0]

    def input_dimension(self):
        """n."""
        return self.X.shape[2]

    def support_inputs(self, j):
        """X_j."""
        return self.X[j]

    def support_targets(self, j):
        """y_j."""
        return self.y[j]

    def support_gradient(self, x, j):
        return loss_gradient(x, self.X[j], self.y[j])

    def query_value(self, x, j):
        W, v = split(x, self.Z.shape[2])
        e = self.Z[j] @ (W.T @ v) - self.s[j]
        return np.dot(e, e) / (2 * e.shape[0])

    def query_gradient(self, x, j):
        return loss_gradient(x, self.Z[j], self.s[j])

    def support_hessian_vector(self, x, j, u):
        Z, n = self.X[j], self.X.shape[2]
        W, v = split(x, n)
        P, p = split(u, n)
        A = Z.T @ (Z @ (W.T @ v) - self.y[j]) / Z.shape[0]
        c = Z.T @ (Z @ (P.T @ v + W.T @ p)) / Z.shape[0]
        return np.concatenate(((np.outer(p, A) + np.outer(v, c)).ravel(), P @ A + W @ c))


def loss_gradient(x, Z, s):
    """The gradient of the loss on inputs Z with targets s."""
    W, v = split(x, Z.shape[1])
    A = Z.T @ (Z @ (W.T @ v) - s) / Z.shape[0]
    return np.concatenate((np.outer(v, A).ravel(), W @ A))


def linear_tasks_example() -> LinearTasks:
    """Three tasks of two support and two query examples in the plane, width 3."""
    return LinearTasks(
        X=np.array([[[1.0, 0.5], [-0.5, 1.0]], [[0.5, -1.0], [1.0, 1.0]], [[-1.0, 0.25], [0.75, -0.5]]]),
        y=np.array([[1.0, -0.5], [0.5, 0.25], [-0.75, 1.0]]),
        Z=np.array([[[0.5, 1.0], [1.0, -0.25]], [[-0.5, 0.75], [0.25, -1.0]], [[1.0, 0.5], [-0.75, 1.0]]]),
        s=np.array([[0.5, 0.75], [-0.5, 1.0], [0.25, -1.0]]),
        width=3,
    )
