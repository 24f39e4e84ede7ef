"""Hyper-parameters of ridge regression as bilevel problems with exact hyper-gradients.

RidgeTuning     one weight per feature: lower g = |Ay - b|^2/(2n) + sum e^{x_i} y_i^2/2, dx = dy.
HyperCleaning   one weight s = 1/(1 + e^{-x}) per example: lower g = sum s_i (a_i'y - b_i)^2/(2n) + mu |y|^2/2.
Both            upper f = |Vy - c|^2/(2m), the loss on validation data. The lower level is quadratic in y, so y*(x) is
                one linear solve, and grad psi = -g_xy g_yy^{-1} f_y is exact: -e^x y* q for the weights of features and
                -s (1 - s) (Ay* - b) (Aq)/n for those of examples, with g_yy q = f_y.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal


def _check(problem):
    checks.array("A", problem.A, ndim=2)
    checks.array("b", problem.b, shape=(problem.A.shape[0],))
    checks.array("V", problem.V, ndim=2)
    checks.array("c", problem.c, shape=(problem.V.shape[0],))
    if problem.V.shape[1] != problem.A.shape[1]:
        raise ValueError(f"V must have {problem.A.shape[1]} columns, got shape {problem.V.shape}")


class RidgeTuning(NamedTuple):
    """Training data A (n, d), b (n,), validation data V (m, d), c (m,); x (d,) are logarithms of ridge weights."""

    A: Any
    b: Any
    V: Any
    c: Any

    def validate(self):
        """Raise ValueError unless the shapes fit."""
        _check(self)

    def dimension(self):
        return self.A.shape[1]

    def lower_dimension(self):
        return self.A.shape[1]

    def upper(self, x, y):
        e = self.V @ y - self.c
        return np.dot(e, e) / (2 * self.V.shape[0])

    def upper_x(self, x, y):
        return np.zeros_like(x)

    def upper_y(self, x, y):
        return self.V.T @ (self.V @ y - self.c) / self.V.shape[0]

    def lower(self, x, y):
        r = self.A @ y - self.b
        return np.dot(r, r) / (2 * self.A.shape[0]) + np.dot(np.exp(x), y * y) / 2

    def lower_x(self, x, y):
        return np.exp(x) * y * y / 2

    def lower_y(self, x, y):
        return self.A.T @ (self.A @ y - self.b) / self.A.shape[0] + np.exp(x) * y

    def lower_yy(self, x, y):
        return self.A.T @ self.A / self.A.shape[0] + np.diag(np.exp(x))

    def lower_xy(self, x, y):
        return np.diag(np.exp(x) * y)

    def lower_yy_vector(self, x, y, v):
        return self.A.T @ (self.A @ v) / self.A.shape[0] + np.exp(x) * v

    def lower_xy_vector(self, x, y, v):
        return np.exp(x) * y * v

    def lower_solution(self, x):
        return np.linalg.solve(self.lower_yy(x, x), self.A.T @ self.b / self.A.shape[0])

    def hyperobjective(self, x):
        return self.upper(x, self.lower_solution(x))

    def hypergradient(self, x):
        y = self.lower_solution(x)
        return -np.exp(x) * y * np.linalg.solve(self.lower_yy(x, y), self.upper_y(x, y))


class HyperCleaning(NamedTuple):
    """Training data A (n, d), b (n,), validation data V (m, d), c (m,), ridge weight mu; x (n,) weighs the examples."""

    A: Any
    b: Any
    V: Any
    c: Any
    mu: float

    def validate(self):
        """Raise ValueError unless the shapes fit and mu > 0."""
        _check(self)
        checks.positive("mu", self.mu)

    def dimension(self):
        return self.A.shape[0]

    def lower_dimension(self):
        return self.A.shape[1]

    def weights(self, x):
        """s = 1/(1 + e^{-x})."""
        return 1.0 / (1.0 + np.exp(-x))

    def upper(self, x, y):
        e = self.V @ y - self.c
        return np.dot(e, e) / (2 * self.V.shape[0])

    def upper_x(self, x, y):
        return np.zeros_like(x)

    def upper_y(self, x, y):
        return self.V.T @ (self.V @ y - self.c) / self.V.shape[0]

    def lower(self, x, y):
        r = self.A @ y - self.b
        return np.dot(self.weights(x), r * r) / (2 * self.A.shape[0]) + self.mu * np.dot(y, y) / 2

    def lower_x(self, x, y):
        s, r = self.weights(x), self.A @ y - self.b
        return s * (1.0 - s) * r * r / (2 * self.A.shape[0])

    def lower_y(self, x, y):
        return self.A.T @ (self.weights(x) * (self.A @ y - self.b)) / self.A.shape[0] + self.mu * y

    def lower_yy(self, x, y):
        s = self.weights(x).reshape((-1, 1))
        return add_to_diagonal(self.A.T @ (s * self.A) / self.A.shape[0], self.mu)

    def lower_xy(self, x, y):
        s, r = self.weights(x), self.A @ y - self.b
        return (s * (1.0 - s) * r).reshape((-1, 1)) * self.A / self.A.shape[0]

    def lower_yy_vector(self, x, y, v):
        return self.A.T @ (self.weights(x) * (self.A @ v)) / self.A.shape[0] + self.mu * v

    def lower_xy_vector(self, x, y, v):
        s, r = self.weights(x), self.A @ y - self.b
        return s * (1.0 - s) * r * (self.A @ v) / self.A.shape[0]

    def lower_solution(self, x):
        return np.linalg.solve(self.lower_yy(x, x), self.A.T @ (self.weights(x) * self.b) / self.A.shape[0])

    def hyperobjective(self, x):
        return self.upper(x, self.lower_solution(x))

    def hypergradient(self, x):
        y = self.lower_solution(x)
        return -self.lower_xy_vector(x, y, np.linalg.solve(self.lower_yy(x, y), self.upper_y(x, y)))

    def lower_strong_convexity(self):
        """mu of g in y, approached as all weights of examples go to zero."""
        return self.mu


def ridge_tuning(n: int, d: int, relevant: int, noise: float, seed: int) -> RidgeTuning:
    """n training and n validation examples of d normal features, of which the first `relevant` have slope 1."""
    checks.count("n", n)
    checks.count("d", d)
    checks.count("relevant", relevant, 0)
    checks.between("relevant", relevant, 0, d)
    checks.nonnegative("noise", noise)
    checks.count("seed", seed, 0)
    rng = np.random.default_rng(seed)
    slope = np.where(np.arange(d) < relevant, 1.0, 0.0)
    A, V = rng.standard_normal((n, d)), rng.standard_normal((n, d))
    b, c = (X @ slope + noise * rng.standard_normal(n) for X in (A, V))
    return RidgeTuning(A, b, V, c)


def hyper_cleaning(n: int, d: int, corrupted: int, mu: float, seed: int) -> HyperCleaning:
    """n training and n validation examples with slopes 1; the first `corrupted` training targets are negated."""
    checks.count("n", n)
    checks.count("d", d)
    checks.count("corrupted", corrupted, 0)
    checks.between("corrupted", corrupted, 0, n)
    checks.positive("mu", mu)
    checks.count("seed", seed, 0)
    rng = np.random.default_rng(seed)
    A, V = rng.standard_normal((n, d)), rng.standard_normal((n, d))
    b = np.where(np.arange(n) < corrupted, -1.0, 1.0) * A.sum(axis=1)
    return HyperCleaning(A, b, V, V.sum(axis=1), float(mu))
