"""Least squares as a finite sum with sampled oracles.

Definition  f(x) = (1/n) sum f_i(x), f_i(x) = (a_i'x - b_i)^2/2, A of shape (n, d) with full column rank.
Constants   L, mu = extreme eigenvalues of A'A/n; f_i is |a_i|^2-smooth; Hessian Lipschitz 0.
Sampling    a draw is an index i, uniform on 0 .. n-1; the variance E|grad f_i - grad f|^2 is a finite sum.
Minimiser   from the augmented system r + Ax = b, A'r = 0 (which does not square the condition number), to the
            last digit. f(x) - f* = g'H^{-1}g/2 with g = grad f(x), H = A'A/n.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.problems import exact


class LeastSquares(NamedTuple):
    """f(x) = |Ax - b|^2/(2n) with `A` (n, d) of full column rank and `b` (n,)."""

    A: Any
    b: Any

    def validate(self):
        """Raise ValueError unless the shapes fit and the rank is full."""
        checks.array("A", self.A, ndim=2)
        checks.array("b", self.b, shape=(self.A.shape[0],))
        rank = int(np.linalg.matrix_rank(self.A))
        if rank < self.A.shape[1]:
            raise ValueError(f"A must have full column rank {self.A.shape[1]}, got rank {rank}")

    def dimension(self):
        return self.A.shape[1]

    def value(self, x):
        r = self.A @ x - self.b
        return np.dot(r, r) / (2 * self.A.shape[0])

    def gradient(self, x):
        return self.A.T @ (self.A @ x - self.b) / self.A.shape[0]

    def hessian(self, x):
        return self.A.T @ self.A / self.A.shape[0]

    def gauss_newton(self, x):
        """The Hessian; the Fisher matrix of targets with unit Gaussian noise."""
        return self.hessian(x)

    def hessian_vector(self, x, v):
        return self.A.T @ (self.A @ v) / self.A.shape[0]

    def sample(self, rng):
        """A uniform index."""
        return rng.integers(0, self.A.shape[0])

    def sample_count(self):
        return self.A.shape[0]

    def sample_value(self, x, draw):
        r = np.dot(self.A[draw], x) - self.b[draw]
        return r * r / 2

    def sample_gradient(self, x, draw):
        return (np.dot(self.A[draw], x) - self.b[draw]) * self.A[draw]

    def sample_jacobian(self, x, draw):
        """The derivative of the output a_i'x, shape (1, d)."""
        return np.atleast_2d(self.A[draw])

    def sample_output_gradient(self, x, draw):
        """The derivative of the loss in the output, shape (1,)."""
        return (np.dot(self.A[draw], x) - self.b[draw]) * np.ones_like(x[:1])

    def sample_output_hessian(self, x, draw):
        """The second derivative of the loss in the output, shape (1, 1): 1."""
        return np.ones_like(self.A[:1, :1])

    def sample_hessian_vector(self, x, draw, v):
        return np.dot(self.A[draw], v) * self.A[draw]

    def sample_gradients(self, x):
        """All grad f_i(x) as rows, shape (n, d); their mean is the gradient."""
        return (self.A @ x - self.b)[:, None] * self.A

    def sample_hessian_vectors(self, x, V):
        """Row i is the Hessian of f_i times row i of V, shape (n, d)."""
        return np.sum(self.A * V, axis=1)[:, None] * self.A

    def input_gradients(self, x):
        """Gradients of the f_i in a_i, rows (a_i'x - b_i) x, shape (n, d)."""
        return np.outer(self.A @ x - self.b, x)

    def shifted_gradient(self, x, Z):
        """Gradient at x of the loss on the inputs a_i + z_i, rows z_i of Z (n, d)."""
        U = self.A + Z
        return U.T @ (U @ x - self.b) / self.A.shape[0]

    def suboptimality(self, x):
        g = self.gradient(x)
        return np.dot(g, np.linalg.solve(self.hessian(x), g)) / 2

    def smoothness(self):
        """L of f."""
        return float(np.linalg.norm(self.A, 2) ** 2 / self.A.shape[0])

    def strong_convexity(self):
        """mu of f."""
        return float(np.linalg.svd(self.A, compute_uv=False)[-1] ** 2 / self.A.shape[0])

    def hessian_lipschitz(self):
        return 0.0

    def sample_smoothness(self):
        """Largest L of a single f_i, max |a_i|^2."""
        return float(np.max(np.sum(self.A * self.A, axis=1)))

    def noise_variance(self):
        """E|grad f_i(x*)|^2, the variance at the minimiser; 0 where the data are fitted exactly."""
        return self.variance(self.minimizer())

    def variance(self, x):
        """E|grad f_i(x) - grad f(x)|^2 over the index, by enumeration."""
        gradients = self.sample_gradients(x)
        return float(np.mean(np.sum((gradients - np.mean(gradients, axis=0)) ** 2, axis=1)))

    def minimizer(self):
        """x* to the last digit."""
        n, d = self.A.shape
        K = np.block([[np.eye(n), self.A], [self.A.T, np.zeros((d, d))]])
        return exact.solve(K, np.concatenate([self.b, np.zeros(d)]))[n:]

    def minimum(self):
        """f*, from x*."""
        return exact.value(self, self.minimizer())


def random_least_squares(n: int, d: int, noise: float, seed: int) -> LeastSquares:
    """Standard normal rows, b = A x + noise N(0, I) with a standard normal x. Needs n >= d."""
    checks.count("d", d)
    checks.count("n", n, d)
    checks.nonnegative("noise", noise)
    checks.count("seed", seed, 0)
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((n, d))
    b = A @ rng.standard_normal(d) + noise * rng.standard_normal(n)
    return LeastSquares(A, b)
