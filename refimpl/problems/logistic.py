"""L2-regularised logistic regression.

Definition  f(x) = (1/n) sum log(1 + exp(-y_i a_i'x)) + (mu/2) |x|^2, A of shape (n, d), y_i = +-1, mu >= 0.
Constants   with l(m) = log(1 + e^{-m}): 0 < l'' <= 1/4 and |l'''| <= 1/(6 sqrt 3), from s(1-s)(1-2s) at
            s = 1/2 -+ sqrt(3)/6, so L = lambda_max(A'A/n)/4 + mu, attained at x = 0; f is mu-strongly convex;
            the Hessian is Lipschitz with max|a_i| lambda_max(A'A/n)/(6 sqrt 3), an upper bound.
Labels      the model at x gives row a_i the label +1 with probability s(a_i'x); `model_labels` draws them, and the
            square of a mean gradient with such labels times n has the mean diag(H(x) - mu I): their gradients have
            mean zero and are independent.
Minimiser   by Newton's method, to the last digit; for mu = 0 only where no hyperplane separates the labels.
Numerics    1 - s = (1 + tanh(m/2))/2: no overflow at any margin; log(1 + e^{-m}) = log1p(e^{-|m|}) + (-m)_+.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import add_to_diagonal, weighted_gram
from refimpl.problems import exact


class Logistic(NamedTuple):
    """Logistic regression with rows `A` (n, d), labels `y` (n,) of +-1 and weight `mu` >= 0 of |x|^2/2."""

    A: Any
    y: Any
    mu: float

    def validate(self):
        """Raise ValueError unless the shapes fit, the labels are +-1 and mu >= 0."""
        checks.array("A", self.A, ndim=2)
        checks.array("y", self.y, shape=(self.A.shape[0],))
        checks.nonnegative("mu", self.mu)
        if not np.all(np.abs(self.y) == 1):
            wrong = self.y[np.abs(self.y) != 1][0]
            raise ValueError(f"labels y must be +1 or -1, got {float(wrong)!r}")

    def dimension(self):
        return self.A.shape[1]

    def value(self, x):
        m = self.y * (self.A @ x)
        losses = np.log1p(np.exp(-np.abs(m))) + np.maximum(-m, 0.0)
        return np.sum(losses) / self.A.shape[0] + self.mu * np.dot(x, x) / 2

    def gradient(self, x):
        return self.mu * x + self.label_gradient(x, self.y)

    def label_gradient(self, x, labels):
        """Gradient of (1/n) sum log(1 + exp(-labels_i a_i'x)), labels (n,) of +-1: without the term of mu."""
        m = labels * (self.A @ x)
        s = (1.0 - np.tanh(m / 2)) / 2
        return -(self.A.T @ (labels * s)) / self.A.shape[0]

    def model_labels(self, x, rng):
        """Labels (n,) drawn from the model at x, one uniform number each."""
        uniform = np.zeros_like(self.y)
        for i in range(len(self.y)):
            uniform[i] = rng.random()
        return np.where(uniform < (1.0 + np.tanh((self.A @ x) / 2)) / 2, 1.0, -1.0)

    def sample_count(self):
        """n, the number of rows."""
        return self.A.shape[0]

    def hessian(self, x):
        w = np.tanh(self.y * (self.A @ x) / 2)
        H = weighted_gram(self.A.T, (1.0 - w * w) / (4 * self.A.shape[0]))
        return add_to_diagonal(H, self.mu)

    def hessian_vector(self, x, v):
        w = np.tanh(self.y * (self.A @ x) / 2)
        return self.A.T @ ((1.0 - w * w) * (self.A @ v)) / (4 * self.A.shape[0]) + self.mu * v

    def sample_gradients(self, x):
        """Gradients of the n terms, each with its share of the weight mu, as rows (n, d); mean: the gradient."""
        s = (1.0 - np.tanh(self.y * (self.A @ x) / 2)) / 2
        return self.mu * x - (self.y * s)[:, None] * self.A

    def smoothness(self):
        """L = lambda_max(A'A/n)/4 + mu, attained at 0."""
        return float(self._top() / 4 + self.mu)

    def strong_convexity(self):
        """mu, the infimum over x."""
        return self.mu

    def hessian_lipschitz(self):
        """Upper bound max|a_i| lambda_max(A'A/n)/(6 sqrt 3)."""
        rows = np.sqrt(np.max(np.sum(self.A * self.A, axis=1)))
        return float(rows * self._top() / (6 * np.sqrt(3.0)))

    def minimizer(self):
        """x* to the last digit. ValueError where it does not exist."""
        return exact.minimizer(self, np.zeros(self.A.shape[1]))

    def minimum(self):
        """f*, from x*."""
        return exact.value(self, self.minimizer())

    def _top(self):
        return np.linalg.norm(self.A, 2) ** 2 / self.A.shape[0]


def random_logistic(n: int, d: int, mu: float, seed: int) -> Logistic:
    """Standard normal rows; labels drawn from the model of a standard normal x, so they overlap."""
    checks.count("n", n)
    checks.count("d", d)
    checks.nonnegative("mu", mu)
    checks.count("seed", seed, 0)
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((n, d))
    chance = (1 + np.tanh(A @ rng.standard_normal(d) / 2)) / 2
    return Logistic(A, np.where(rng.random(n) < chance, 1.0, -1.0), float(mu))
