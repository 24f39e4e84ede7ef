"""Objectives on convex sets, and the linear noise model of stochastic zeroth-order methods.

Constrained             any objective on any set of `sets`; its minimum is known where the unconstrained
                        minimiser lies in the set.
ConstrainedQuadratic    x'Ax/2 - b'x on a set, with the constrained minimiser x* as data:
                        f(x) - f* = (x-x*)'A(x-x*)/2 + <Ax* - b, x - x*>, both terms >= 0 on the set.
SimplexWorstCase        |x|^2/2 on the simplex. L = 1, D = sqrt 2, x* = 1/d, f* = 1/(2d); every point with at
                        most k non-zeros has f >= 1/(2k) (Cauchy-Schwarz), a lower bound for every method that
                        adds one vertex per step; f(x) - f* = |d x - 1|^2 / (2 d^2) on the simplex.
LinearNoise             F(x; xi) = f(x) + xi'x, xi ~ N(0, scale^2 I): E F = f, and the gradient's variance is
                        E|grad F - grad f|^2 = scale^2 d everywhere.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.problems.quadratic import Quadratic
from refimpl.problems.sets import Simplex


class Constrained(NamedTuple):
    """`objective` on the set `domain`; oracles and constants are those of the two."""

    objective: Any
    domain: Any

    def validate(self):
        """Raise ValueError unless both parts are usable."""
        self.objective.validate()
        self.domain.validate()

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

    def sample(self, rng):
        return self.objective.sample(rng)

    def sample_value(self, x, draw):
        return self.objective.sample_value(x, draw)

    def sample_gradient(self, x, draw):
        return self.objective.sample_gradient(x, draw)

    def noise_variance(self):
        return self.objective.noise_variance()

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
        """The objective's own; right where its minimiser lies in the set, see `minimizer`."""
        return self.objective.suboptimality(x)

    def minimizer(self):
        """The objective's minimiser. ValueError where it lies outside the set: the minimum is not known."""
        x = self.objective.minimizer()
        if not self.domain.contains(x, 1e-12 * max(1.0, float(np.max(np.abs(x))))):
            raise ValueError("the minimiser must lie in the domain for a known minimum, got one outside")
        return x

    def minimum(self):
        """f* where the objective's minimiser lies in the set, ValueError elsewhere."""
        self.minimizer()
        return self.objective.minimum()


class ConstrainedQuadratic(NamedTuple):
    """x'Ax/2 - b'x on `domain` with minimiser `x_star` there; built by `constrained_quadratic`."""

    A: Any
    b: Any
    domain: Any
    x_star: Any

    def validate(self):
        """Raise ValueError unless x_star is the minimiser: its Frank-Wolfe gap must be at rounding level."""
        Quadratic(self.A, self.b).validate()
        self.domain.validate()
        checks.array("x_star", self.x_star, shape=self.b.shape)
        tolerance = 1e-12 * max(1.0, self.diameter(), float(np.max(np.abs(self.x_star))))
        if not self.contains(self.x_star, tolerance):
            raise ValueError("x_star must lie in the domain, got a point outside")
        g = self.gradient(self.x_star)
        gap = float(np.dot(g, self.x_star - self.linear_minimizer(g)))
        allowed = 1e-9 * max(self.smoothness() * self.diameter() ** 2, np.finfo(float).tiny)
        if gap > allowed:
            raise ValueError(f"x_star must minimise f on the domain, got a Frank-Wolfe gap of {gap:.3g}")

    def dimension(self):
        return self.b.shape[0]

    def value(self, x):
        return np.dot(x, self.A @ x) / 2 - np.dot(self.b, x)

    def gradient(self, x):
        return self.A @ x - self.b

    def hessian(self, x):
        return self.A.copy()

    def hessian_vector(self, x, v):
        return self.A @ v

    def suboptimality(self, x):
        e = x - self.x_star
        return np.dot(e, self.A @ e) / 2 + np.dot(self.A @ self.x_star - self.b, e)

    def linear_minimizer(self, s):
        return self.domain.linear_minimizer(s)

    def projection(self, x):
        return self.domain.projection(x)

    def diameter(self):
        return self.domain.diameter()

    def contains(self, x, tolerance):
        return self.domain.contains(x, tolerance)

    def smoothness(self):
        return Quadratic(self.A, self.b).smoothness()

    def strong_convexity(self):
        return Quadratic(self.A, self.b).strong_convexity()

    def hessian_lipschitz(self):
        return 0.0

    def minimizer(self):
        return self.x_star.copy()

    def minimum(self):
        return float(self.value(self.x_star))


class SimplexWorstCase(NamedTuple):
    """f(x) = |x|^2/2 on the simplex of dimension `d`: the worst case of Frank-Wolfe."""

    d: int

    def validate(self):
        """Raise ValueError unless d is at least 2."""
        checks.count("d", self.d, 2)

    def dimension(self):
        return self.d

    def value(self, x):
        return np.dot(x, x) / 2

    def gradient(self, x):
        return x.copy()

    def hessian_vector(self, x, v):
        return v.copy()

    def suboptimality(self, x):
        r = self.d * x - 1.0
        return np.dot(r, r) / (2 * self.d * self.d)

    def linear_minimizer(self, s):
        return Simplex().linear_minimizer(s)

    def projection(self, x):
        return Simplex().projection(x)

    def contains(self, x, tolerance):
        return Simplex().contains(x, tolerance)

    def diameter(self):
        return float(np.sqrt(2.0))

    def smoothness(self):
        return 1.0

    def strong_convexity(self):
        return 1.0

    def hessian_lipschitz(self):
        return 0.0

    def minimizer(self):
        return np.full(self.d, 1.0 / self.d)

    def minimum(self):
        return 1.0 / (2 * self.d)

    def lower_bound(self, k):
        """1/(2(k+1)) - 1/(2d): no point with k + 1 non-zeros is closer to f*; holds for k + 1 <= d."""
        return 1.0 / (2 * (k + 1)) - 1.0 / (2 * self.d)


class LinearNoise(NamedTuple):
    """F(x; xi) = f(x) + xi'x with xi ~ N(0, scale^2 I); everything else is the objective's."""

    objective: Any
    scale: float

    def validate(self):
        """Raise ValueError unless the objective is usable and the scale non-negative."""
        self.objective.validate()
        checks.nonnegative("scale", self.scale)

    def dimension(self):
        return self.objective.dimension()

    def sample(self, rng):
        return self.scale * rng.standard_normal(self.objective.dimension())

    def sample_value(self, x, draw):
        return self.objective.value(x) + np.dot(draw, x)

    def sample_gradient(self, x, draw):
        return self.objective.gradient(x) + draw

    def noise_variance(self):
        """E|grad F(x; xi) - grad f(x)|^2 = scale^2 d at every x."""
        return self.scale**2 * self.objective.dimension()

    def value(self, x):
        return self.objective.value(x)

    def gradient(self, x):
        return self.objective.gradient(x)

    def hessian(self, x):
        return self.objective.hessian(x)

    def hessian_vector(self, x, v):
        return self.objective.hessian_vector(x, v)

    def suboptimality(self, x):
        return self.objective.suboptimality(x)

    def linear_minimizer(self, s):
        return self.objective.linear_minimizer(s)

    def projection(self, x):
        return self.objective.projection(x)

    def diameter(self):
        return self.objective.diameter()

    def contains(self, x, tolerance):
        return self.objective.contains(x, tolerance)

    def smoothness(self):
        return self.objective.smoothness()

    def strong_convexity(self):
        return self.objective.strong_convexity()

    def hessian_lipschitz(self):
        return self.objective.hessian_lipschitz()

    def minimizer(self):
        return self.objective.minimizer()

    def minimum(self):
        return self.objective.minimum()


def constrained_quadratic(A: Any, b: Any, domain: Any) -> ConstrainedQuadratic:
    """x'Ax/2 - b'x on `domain`, A positive definite, with its minimiser computed to rounding level.

    Projected gradient steps of length 2/(L + mu) contract by (L - mu)/(L + mu); they end where the iterates
    repeat. ValueError where A is not positive definite or the steps do not settle.
    """
    f = Quadratic(np.asarray(A, np.float64), np.asarray(b, np.float64))
    f.validate()
    domain.validate()
    L, mu = f.smoothness(), f.strong_convexity()
    if mu <= 0:
        raise ValueError(f"A must be positive definite, got a smallest eigenvalue of {mu:.3g}")
    x = domain.projection(np.zeros(f.dimension()))
    moved = np.inf
    for _ in range(int(80 * (L / mu + 1))):
        ahead = domain.projection(x - 2 / (L + mu) * f.gradient(x))
        before, moved = moved, float(np.max(np.abs(ahead - x)))
        x = ahead
        if moved <= 2e-16 * max(1.0, float(np.max(np.abs(x)))) or (moved >= before and moved < 1e-14):
            break
    problem = ConstrainedQuadratic(f.A, f.b, domain, x)
    problem.validate()
    return problem
