"""Any objective on any convex set.

Definition  minimise f over the set; oracles and constants are those of the two parts.
Minimiser   that of f where it lies in the set; elsewhere the class does not know it and says so. For
            quadratics with a minimiser on the boundary see `constrained_quadratic`.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core.known import of_objective
from refimpl.problems.sets import check_dimension


class Constrained(NamedTuple):
    """`objective` on the set `domain`; oracles and constants are those of the two."""

    objective: Any
    domain: Any

    def validate(self):
        """Raise ValueError unless both parts are usable and live in the same dimension."""
        self.objective.validate()
        self.domain.validate()
        check_dimension(self.domain, self.dimension())

    def dimension(self):
        return self.objective.dimension()

    @of_objective
    def value(self, x):
        return self.objective.value(x)

    @of_objective
    def gradient(self, x):
        return self.objective.gradient(x)

    @of_objective
    def hessian(self, x):
        return self.objective.hessian(x)

    @of_objective
    def hessian_vector(self, x, v):
        return self.objective.hessian_vector(x, v)

    @of_objective
    def sample(self, rng):
        return self.objective.sample(rng)

    @of_objective
    def sample_value(self, x, draw):
        return self.objective.sample_value(x, draw)

    @of_objective
    def sample_gradient(self, x, draw):
        return self.objective.sample_gradient(x, draw)

    @of_objective
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

    @of_objective
    def smoothness(self):
        return self.objective.smoothness()

    @of_objective
    def strong_convexity(self):
        return self.objective.strong_convexity()

    @of_objective
    def hessian_lipschitz(self):
        return self.objective.hessian_lipschitz()

    @of_objective
    def suboptimality(self, x):
        """The objective's own; right where its minimiser lies in the set, see `minimizer`."""
        return self.objective.suboptimality(x)

    @of_objective
    def minimizer(self):
        """The objective's minimiser. ValueError where it lies outside the set: the minimum is not known."""
        x = self.objective.minimizer()
        if not self.domain.contains(x, 1e-12 * max(1.0, float(np.max(np.abs(x))))):
            raise ValueError("the minimiser must lie in the domain for a known minimum, got one outside")
        return x

    @of_objective
    def minimum(self):
        """f* where the objective's minimiser lies in the set, ValueError elsewhere."""
        self.minimizer()
        return self.objective.minimum()
