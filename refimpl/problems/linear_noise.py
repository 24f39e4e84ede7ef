"""A deterministic problem seen through a linear random term, the noise model of zeroth-order methods.

Definition  F(x; xi) = f(x) + xi'x with xi ~ N(0, scale^2 I), so E F = f.
Constants   E|grad F(x; xi) - grad f(x)|^2 = scale^2 d at every x; F(.; xi) has the smoothness of f.
Minimiser   that of f.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.known import of_objective, where


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

    @where("objective", "value")
    def sample_value(self, x, draw):
        return self.objective.value(x) + np.dot(draw, x)

    @where("objective", "gradient")
    def sample_gradient(self, x, draw):
        return self.objective.gradient(x) + draw

    def noise_variance(self):
        """E|grad F(x; xi) - grad f(x)|^2 = scale^2 d at every x."""
        return self.scale**2 * self.objective.dimension()

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
    def suboptimality(self, x):
        return self.objective.suboptimality(x)

    @of_objective
    def linear_minimizer(self, s):
        return self.objective.linear_minimizer(s)

    @of_objective
    def projection(self, x):
        return self.objective.projection(x)

    @of_objective
    def diameter(self):
        return self.objective.diameter()

    @of_objective
    def contains(self, x, tolerance):
        return self.objective.contains(x, tolerance)

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
    def minimizer(self):
        return self.objective.minimizer()

    @of_objective
    def minimum(self):
        return self.objective.minimum()
