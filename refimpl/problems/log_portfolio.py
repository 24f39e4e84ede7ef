"""The portfolio of largest growth: a self-concordant objective on the simplex with no global smoothness.

Definition  f(x) = -sum_i log <r_i, x> on the simplex, R (n, d) with rows r_i >= 0; +inf where some <r_i, x> <= 0.
Constants   every term is standard self-concordant (M = 2, nu = 3), so f is; L and the Hessian's Lipschitz constant are
            infinite unless R > 0, and are not offered. The diameter is sqrt 2.
Minimiser   x* is data. <-grad f(x), x> = n everywhere, so the Frank-Wolfe gap at x is n (max_j q_j - 1) with
            q = -grad f(x)/n, which certifies x*.
Suboptimal  with u_i = <r_i, x - x*>/<r_i, x*>: -sum log(1 + u_i), plus n sum(x - x*), which is 0 on the simplex and
            takes away what the rounding of sum x adds.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.problems import exact
from refimpl.problems.sets import Simplex


class LogPortfolio(NamedTuple):
    """f(x) = -sum log(R x) on the simplex, `R` (n, d), with its minimiser `x_star` there."""

    R: Any
    x_star: Any

    def validate(self):
        """Raise ValueError unless R >= 0 and x_star minimises: its Frank-Wolfe gap must be below 1e-12 n."""
        checks.array("R", self.R, ndim=2)
        checks.count("dimension of the simplex", self.R.shape[1], 2)
        checks.array("x_star", self.x_star, shape=(self.R.shape[1],))
        if np.min(self.R) < 0:
            raise ValueError(f"R must be non-negative, got a smallest entry of {np.min(self.R):.3g}")
        if not (self.contains(self.x_star, 1e-12) and np.min(self.R @ self.x_star) > 0):
            raise ValueError("x_star must lie in the simplex with R x_star > 0, got another point")
        g = self.gradient(self.x_star)
        gap = float(np.dot(g, self.x_star) - np.min(g))
        if not gap <= 1e-12 * self.R.shape[0]:
            raise ValueError(f"x_star must minimise f on the simplex, got a Frank-Wolfe gap of {gap:.3g}")

    def dimension(self):
        return self.R.shape[1]

    def value(self, x):
        y = self.R @ x
        if np.min(y) <= 0:
            return np.inf
        return -np.sum(np.log(y))

    def gradient(self, x):
        """Defined where R x > 0."""
        return -(self.R.T @ (1 / (self.R @ x)))

    def hessian(self, x):
        Z = self.R.T / (self.R @ x)
        return Z @ Z.T

    def hessian_vector(self, x, v):
        y = self.R @ x
        return self.R.T @ ((self.R @ v) / (y * y))

    def linear_minimizer(self, s):
        return Simplex().linear_minimizer(s)

    def projection(self, x):
        return Simplex().projection(x)

    def contains(self, x, tolerance):
        return Simplex().contains(x, tolerance)

    def diameter(self):
        return float(np.sqrt(2.0))

    def suboptimality(self, x):
        e = x - self.x_star
        y = self.R @ self.x_star
        if np.min(self.R @ x) <= 0:
            return np.inf
        return self.R.shape[0] * np.sum(e) - np.sum(np.log1p((self.R @ e) / y))

    def minimizer(self):
        return self.x_star.copy()

    def minimum(self):
        """f(x_star), rounded once."""
        return exact.value(self, self.x_star)
