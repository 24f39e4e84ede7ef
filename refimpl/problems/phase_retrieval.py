"""Robust phase retrieval: a weakly convex finite sum whose proximal steps are known in closed form.

Definition  f(x) = (1/n) sum f_i(x), f_i(x) = |<a_i, x>^2 - b_i|, A (n, d), b > 0.
Constants   f_i = max of two quadratics with Hessians +-2 a_i a_i', so f_i + |a_i|^2 |x|^2 is convex: f_i is
            2|a_i|^2-weakly convex, f 2 lambda_max(A'A/n)-weakly convex. E|g_i|^2 <= (4/n) sum |a_i|^2 <a_i, x>^2.
Proximal    f_i(y) + (beta/2)|y - x|^2 is least on x + R a_i: with u = <a_i, y>, u_0 = <a_i, x>, k = beta/|a_i|^2 > 2,
            |u^2 - b| + (k/2)(u - u_0)^2 is convex; u = u_0 clipped: k|u_0|/(k+2) if above sqrt b, k|u_0|/(k-2) if
            below, sqrt b in between, with the sign of u_0.
Minimum     0 where the data fit; not known otherwise.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks


class PhaseRetrieval(NamedTuple):
    """f(x) = mean |(Ax)^2 - b| with `A` (n, d) and `b` (n,) positive."""

    A: Any
    b: Any

    def validate(self):
        """Raise ValueError unless the shapes fit, no row of A is zero and b is positive."""
        checks.array("A", self.A, ndim=2)
        checks.array("b", self.b, shape=(self.A.shape[0],))
        if np.min(self.b) <= 0:
            raise ValueError(f"b must be positive, got a smallest entry of {np.min(self.b):.3g}")
        if np.min(np.sum(self.A * self.A, axis=1)) == 0:
            raise ValueError("A must have no zero row, got one")

    def dimension(self):
        return self.A.shape[1]

    def value(self, x):
        u = self.A @ x
        return np.sum(np.abs(u * u - self.b)) / self.A.shape[0]

    def sample(self, rng):
        """A uniform index."""
        return rng.integers(0, self.A.shape[0])

    def sample_value(self, x, draw):
        u = np.dot(self.A[draw], x)
        return np.abs(u * u - self.b[draw])

    def sample_gradient(self, x, draw):
        """A subgradient, 0 at the kink."""
        u = np.dot(self.A[draw], x)
        return 2 * u * np.sign(u * u - self.b[draw]) * self.A[draw]

    def sample_prox(self, x, draw, beta):
        """argmin of f_i(y) + (beta/2)|y - x|^2 for beta > 2|a_i|^2."""
        a = self.A[draw]
        u, square = np.dot(a, x), np.dot(a, a)
        k = beta / square
        size = np.abs(u)
        least = np.minimum(k * size / (k - 2), np.sqrt(self.b[draw]))
        nearest = np.maximum(k * size / (k + 2), least)
        return x + np.sign(u) * (nearest - size) / square * a

    def sample_weak_convexity(self):
        """The largest 2|a_i|^2: every f_i is weakly convex with it."""
        return float(2 * np.max(np.sum(self.A * self.A, axis=1)))

    def weak_convexity(self):
        """2 lambda_max(A'A/n) of f."""
        return float(2 * np.linalg.norm(self.A, 2) ** 2 / self.A.shape[0])
