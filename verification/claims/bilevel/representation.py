"""Hyper-representation: a linear representation shared by tasks, each with its own ridge readout, as a bilevel problem.

The upper variable is W (k, p), flattened; the lower one the readouts v_j (k,), one after the other. For task j with
features H = X_j W': lower |H v_j - b_j|^2/(2n) + mu |v_j|^2/2, upper |V_j W'v_j - c_j|^2/(2m), summed over tasks.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np


class Representation(NamedTuple):
    """Training data `X` (tasks, n, p), `b` (tasks, n); validation data `V` (tasks, m, p), `c` (tasks, m); width k."""

    X: Any
    b: Any
    V: Any
    c: Any
    mu: float
    k: int

    def dimension(self):
        return self.k * self.X.shape[2]

    def lower_dimension(self):
        return self.k * self.X.shape[0]

    def parts(self, x, y):
        """W and the readouts (tasks, k)."""
        return x.reshape(self.k, self.X.shape[2]), y.reshape(self.X.shape[0], self.k)

    def fitted(self, data, labels, x, y):
        """Features (tasks, n, k) and residuals (tasks, n)."""
        W, v = self.parts(x, y)
        H = np.array([D @ W.T for D in data])
        return H, np.array([h @ w - target for h, w, target in zip(H, v, labels)])

    def upper_x(self, x, y):
        _, v = self.parts(x, y)
        _, r = self.fitted(self.V, self.c, x, y)
        terms = [np.outer(w, e @ D) for w, e, D in zip(v, r, self.V)]
        return np.sum(terms, axis=0).ravel() / self.V.shape[1]

    def upper_y(self, x, y):
        H, r = self.fitted(self.V, self.c, x, y)
        return np.concatenate([h.T @ e for h, e in zip(H, r)]) / self.V.shape[1]

    def lower_y(self, x, y):
        H, r = self.fitted(self.X, self.b, x, y)
        return np.concatenate([h.T @ e for h, e in zip(H, r)]) / self.X.shape[1] + self.mu * y

    def lower_yy_vector(self, x, y, u):
        H, _ = self.fitted(self.X, self.b, x, y)
        _, U = self.parts(x, u)
        return np.concatenate([h.T @ (h @ w) for h, w in zip(H, U)]) / self.X.shape[1] + self.mu * u

    def lower_xy_vector(self, x, y, u):
        H, r = self.fitted(self.X, self.b, x, y)
        (_, v), (_, U) = self.parts(x, y), self.parts(x, u)
        terms = [np.outer(t, e @ D) + np.outer(w, (h @ t) @ D) for h, e, D, w, t in zip(H, r, self.X, v, U)]
        return np.sum(terms, axis=0).ravel() / self.X.shape[1]

    def hyperobjective(self, x):
        """psi, by the closed form of ridge regression; also for complex x."""
        W, n, total = x.reshape(self.k, -1), self.X.shape[1], 0.0
        for D, target, E, wanted in zip(self.X, self.b, self.V, self.c):
            h = D @ W.T
            v = np.linalg.solve(h.T @ h / n + self.mu * np.eye(self.k), h.T @ target / n)
            e = E @ W.T @ v - wanted
            total = total + e @ e / (2 * self.V.shape[1])
        return total


def two_tasks() -> Representation:
    """Two tasks of four examples in the plane with one shared direction, and three validation examples each."""
    rng = np.random.default_rng(4)
    X, V = rng.standard_normal((2, 4, 2)), rng.standard_normal((2, 3, 2))
    direction, slopes = np.array([1.0, -0.5]), np.array([1.5, -1.0])
    b = np.array([s * D @ direction for s, D in zip(slopes, X)]) + rng.standard_normal((2, 4)) / 8
    return Representation(X, b, V, np.array([s * D @ direction for s, D in zip(slopes, V)]), 0.25, 1)
