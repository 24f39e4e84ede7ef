"""Smoothed maximum (log-sum-exp).

Definition  f(x) = t log sum_i exp((a_i'x - b_i)/t), A of shape (n, d), temperature t > 0.
Constants   with p = softmax, v'Hv = Var_p(a'v)/t and D^3 f[v, v, v] = third central moment / t^2. A variable
            of range r has variance <= r^2/4 (Popoviciu) and |third central moment| <= r^3/(6 sqrt 3): at a
            given mean it is largest on two points, r^3 p (1-p)(1-2p) at most. With R = max |a_i - a_j|:
            L = R^2/(4t), Hessian Lipschitz R^3/(6 sqrt 3 t^2), attained by two rows. Not strongly convex.
Bounds      max_i (a_i'x - b_i) <= f(x) <= max_i (a_i'x - b_i) + t log n.
Minimiser   exists where 0 is inside the convex hull of the rows; by Newton's method, to the last digit.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.problems import exact


class LogSumExp(NamedTuple):
    """f(x) = t log sum exp((Ax - b)/t) with `A` (n, d), `b` (n,), `t` > 0."""

    A: Any
    b: Any
    t: float

    def validate(self):
        """Raise ValueError unless the shapes fit and t > 0."""
        checks.array("A", self.A, ndim=2)
        checks.array("b", self.b, shape=(self.A.shape[0],))
        checks.positive("t", self.t)

    def dimension(self):
        return self.A.shape[1]

    def value(self, x):
        z = (self.A @ x - self.b) / self.t
        top = np.max(z)
        return self.t * (top + np.log(np.sum(np.exp(z - top))))

    def weights(self, x):
        """softmax((Ax - b)/t), shape (n,)."""
        z = (self.A @ x - self.b) / self.t
        e = np.exp(z - np.max(z))
        return e / np.sum(e)

    def gradient(self, x):
        return self.A.T @ self.weights(x)

    def hessian(self, x):
        p = self.weights(x)
        centred = self.A - self.A.T @ p  # Hv must not cancel where one weight is near 1
        return (centred.T * p) @ centred / self.t

    def hessian_vector(self, x, v):
        p = self.weights(x)
        centred = self.A - self.A.T @ p
        return centred.T @ (p * (centred @ v)) / self.t

    def smoothness(self):
        """L = R^2/(4t), R the largest distance between rows."""
        return self._spread() ** 2 / (4 * self.t)

    def strong_convexity(self):
        return 0.0

    def hessian_lipschitz(self):
        """R^3/(6 sqrt 3 t^2)."""
        return self._spread() ** 3 / (6 * float(np.sqrt(3.0)) * self.t**2)

    def minimizer(self):
        """x* to the last digit. ValueError where it does not exist or is not unique."""
        return exact.minimizer(self, np.zeros(self.A.shape[1]))

    def minimum(self):
        """f*, from x*."""
        return exact.value(self, self.minimizer())

    def _spread(self):
        return max(float(np.max(np.linalg.norm(self.A - a, axis=1))) for a in self.A)


def random_log_sum_exp(n: int, d: int, t: float, seed: int) -> LogSumExp:
    """Standard normal A and b; the rows are shifted so that 0 minimises up to rounding. Needs n > d."""
    checks.count("d", d)
    checks.count("n", n, d + 1)
    checks.positive("t", t)
    checks.count("seed", seed, 0)
    rng = np.random.default_rng(seed)
    problem = LogSumExp(rng.standard_normal((n, d)), rng.standard_normal(n), float(t))
    return problem._replace(A=problem.A - problem.gradient(np.zeros(d)))
