"""Non-convex robust regression with certified derivatives up to the third.

Definition  f(x) = (1/n) sum phi(a_i'x - y_i), phi(t) = t^2/(1 + t^2), A of shape (n, d).
Constants   phi'' = (2 - 6 s)/(1 + s)^3, s = t^2, lies in [-1/2, 2] (ends at s = 1 and 0); phi''' =
            24 t (s - 1)/(1 + s)^4 has phi'''' = 0 where 5 s^2 - 10 s + 1 = 0, that is s = 1 -+ 2/sqrt 5; the
            smaller root gives max |phi'''| = 4.668... So L <= 2 lambda_max(A'A/n), and the Hessian is
            Lipschitz with max |phi'''| max|a_i| lambda_max(A'A/n), both upper bounds.
Minimum     0 <= f < 1; f* is not known in closed form; `lower_bound` is 0, attained where the data fit.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class RobustRegression(NamedTuple):
    """f(x) = mean phi(Ax - y), phi(t) = t^2/(1 + t^2), with `A` (n, d) and `y` (n,)."""

    A: Any
    y: Any

    def validate(self):
        """Raise ValueError unless the shapes fit."""
        checks.array("A", self.A, ndim=2)
        checks.array("y", self.y, shape=(self.A.shape[0],))

    def dimension(self):
        return self.A.shape[1]

    def value(self, x):
        r = self.A @ x - self.y
        return np.sum(r * r / (1.0 + r * r)) / self.A.shape[0]

    def gradient(self, x):
        r = self.A @ x - self.y
        q = 1.0 + r * r
        return self.A.T @ (2 * r / (q * q)) / self.A.shape[0]

    def hessian(self, x):
        s = (self.A @ x - self.y) * (self.A @ x - self.y)
        q = 1.0 + s
        return (self.A.T * ((2.0 - 6 * s) / (q * q * q))) @ self.A / self.A.shape[0]

    def hessian_vector(self, x, v):
        s = (self.A @ x - self.y) * (self.A @ x - self.y)
        q = 1.0 + s
        return self.A.T @ ((2.0 - 6 * s) / (q * q * q) * (self.A @ v)) / self.A.shape[0]

    def sample_gradients(self, x):
        """Gradients of the n terms phi(a_i'x - y_i) as rows, shape (n, d); their mean is the gradient."""
        r = self.A @ x - self.y
        q = 1.0 + r * r
        return (2 * r / (q * q))[:, None] * self.A

    def smoothness(self):
        """Upper bound 2 lambda_max(A'A/n)."""
        return float(2 * self._top())

    def hessian_lipschitz(self):
        """Upper bound max|phi'''| max|a_i| lambda_max(A'A/n)."""
        rows = np.sqrt(np.max(np.sum(self.A * self.A, axis=1)))
        return float(third_derivative_bound() * rows * self._top())

    def lower_bound(self):
        """0 <= f*."""
        return 0.0

    def _top(self):
        return np.linalg.norm(self.A, 2) ** 2 / self.A.shape[0]


def third_derivative_bound() -> float:
    """max |phi'''| = 24 t (1 - s)/(1 + s)^4 at s = t^2 = 1 - 2/sqrt 5."""
    s = 1 - 2 / float(np.sqrt(5.0))
    return 24 * float(np.sqrt(s)) * (1 - s) / (1 + s) ** 4


def random_robust_regression(n: int, d: int, noise: float, seed: int) -> RobustRegression:
    """Standard normal rows, y = A x + noise N(0, I) with a standard normal x."""
    checks.count("n", n)
    checks.count("d", d)
    checks.nonnegative("noise", noise)
    checks.count("seed", seed, 0)
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((n, d))
    return RobustRegression(A, A @ rng.standard_normal(d) + noise * rng.standard_normal(n))
