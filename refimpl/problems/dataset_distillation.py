"""A data set distilled to a few points and labels, for ridge regression on frozen features.

Definition  x = (S, t): m points S (m, d) and their labels t (m,); features phi(s) = u + curvature u^2/2, u = W s,
            with W (p, d) frozen: linear regression for W = I and curvature 0. A model theta (p,) is judged on the
            full data X (n, d), y (n,) by |phi(X) theta - y|^2/2; how it is trained on (S, t) is the method's.
Minimum     `full_optimum`, that of the judgement over all theta: a lower bound for every (S, t).
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class DatasetDistillation(NamedTuple):
    """`X` (n, d), `y` (n,), directions `W` (p, d), `curvature` of the features, `points` m distilled ones."""

    X: Any
    y: Any
    W: Any
    curvature: float
    points: int

    def validate(self):
        """Raise ValueError unless the shapes fit."""
        checks.array("X", self.X, ndim=2)
        checks.array("y", self.y, shape=(self.X.shape[0],))
        checks.array("W", self.W, ndim=2)
        checks.array("W", self.W, shape=(self.W.shape[0], self.X.shape[1]))
        checks.finite("curvature", self.curvature)
        checks.count("points", self.points)

    def dimension(self):
        return self.points * (self.X.shape[1] + 1)

    def feature_count(self):
        """p."""
        return self.W.shape[0]

    def features(self, x):
        """phi(S), shape (m, p)."""
        return self._features(self._points(x))

    def labels(self, x):
        """t, shape (m,)."""
        return x[self.points * self.X.shape[1] :]

    def feature_pullback(self, x, G):
        """Derivative in S, shape (m d,), of a function with derivative G (m, p) in phi(S)."""
        U = self._points(x) @ self.W.T
        return ((G * (1.0 + self.curvature * U)) @ self.W).ravel()

    def outer_value(self, theta):
        """|phi(X) theta - y|^2/2."""
        r = self._features(self.X) @ theta - self.y
        return np.dot(r, r) / 2

    def outer_gradient(self, theta):
        """phi(X)'(phi(X) theta - y), shape (p,)."""
        Z = self._features(self.X)
        return (Z @ theta - self.y) @ Z

    def full_optimum(self):
        """Least judgement of all theta, on the host."""
        Z = self._features(self.X)
        return float(self.outer_value(np.linalg.lstsq(Z, self.y, rcond=None)[0]))

    def _points(self, x):
        """S (m, d)."""
        return x[: self.points * self.X.shape[1]].reshape(self.points, self.X.shape[1])

    def _features(self, S):
        U = S @ self.W.T
        return U + self.curvature / 2 * U * U
