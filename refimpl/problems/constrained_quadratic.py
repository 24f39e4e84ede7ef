"""Quadratics on convex sets whose minimiser may lie on the boundary.

Definition  f(x) = x'Ax/2 - b'x on a set of `sets`, A positive definite.
Constants   of the spectrum of A and of the set.
Minimiser   x* is data, certified by its Frank-Wolfe gap: f(x*) - f* <= max_v <grad f(x*), x* - v>.
Suboptimal  f(x) - f* = (x - x*)'A(x - x*)/2 + <Ax* - b, x - x*>, both terms non-negative on the set.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.dialect import symmetric_product
from refimpl.problems import exact
from refimpl.problems.quadratic import Quadratic
from refimpl.problems.sets import check_dimension


class ConstrainedQuadratic(NamedTuple):
    """`objective`, a Quadratic, on `domain`, with its minimiser `x_star` there."""

    objective: Any
    domain: Any
    x_star: Any

    def validate(self):
        """Raise ValueError unless x_star minimises: its Frank-Wolfe gap must be below 1e-12 L D^2."""
        self.objective.validate()
        self.domain.validate()
        check_dimension(self.domain, self.dimension())
        checks.array("x_star", self.x_star, shape=self.objective.b.shape)
        if not self.contains(self.x_star, 1e-12 * max(1.0, float(np.max(np.abs(self.x_star))))):
            raise ValueError("x_star must lie in the domain, got a point outside")
        g = self.gradient(self.x_star)
        gap = float(np.dot(g, self.x_star - self.linear_minimizer(g)))
        if not gap <= 1e-12 * self.smoothness() * self.diameter() ** 2:
            raise ValueError(f"x_star must minimise f on the domain, got a Frank-Wolfe gap of {gap:.3g}")

    def dimension(self):
        return self.objective.dimension()

    def value(self, x):
        return self.objective.value(x)

    def gradient(self, x):
        return self.objective.gradient(x)

    def hessian(self, x):
        return self.objective.hessian(x)

    def hessian_vector(self, x, v):
        return self.objective.hessian_vector(x, v)

    def linear_minimizer(self, s):
        return self.domain.linear_minimizer(s)

    def projection(self, x):
        return self.domain.projection(x)

    def diameter(self):
        return self.domain.diameter()

    def contains(self, x, tolerance):
        return self.domain.contains(x, tolerance)

    def smoothness(self):
        return self.objective.smoothness()

    def strong_convexity(self):
        return self.objective.strong_convexity()

    def hessian_lipschitz(self):
        return self.objective.hessian_lipschitz()

    def suboptimality(self, x):
        e = x - self.x_star
        slope = self.objective.gradient(self.x_star)
        return np.dot(e, symmetric_product(self.objective.A, e)) / 2 + np.dot(slope, e)

    def minimizer(self):
        return self.x_star.copy()

    def minimum(self):
        """f(x_star), rounded once."""
        return exact.value(self.objective, self.x_star)


def constrained_quadratic(A: Any, b: Any, domain: Any) -> ConstrainedQuadratic:
    """x'Ax/2 - b'x on `domain`, A positive definite, with its minimiser computed to rounding level.

    Projected gradient steps of length 2/(L + mu) contract by (L - mu)/(L + mu); they end where the iterates
    repeat. ValueError where A is not positive definite or the steps do not settle.
    """
    f = Quadratic(np.asarray(A), np.asarray(b))
    f.validate()
    f = Quadratic(f.A.astype(np.float64), f.b.astype(np.float64))
    domain.validate()
    check_dimension(domain, f.dimension())
    L, mu = f.smoothness(), f.strong_convexity()
    if mu <= 0:
        raise ValueError(f"A must be positive definite, got a smallest eigenvalue of {mu:.3g}")
    x = domain.projection(np.zeros(f.dimension()))
    for _ in range(int(40 * (L / mu + 1))):
        ahead = domain.projection(x - 2 / (L + mu) * f.gradient(x))
        settled = np.max(np.abs(ahead - x)) <= 4e-16 * np.max(np.abs(ahead))
        x = ahead
        if settled:
            break
    problem = ConstrainedQuadratic(f, domain, x)
    problem.validate()
    return problem
