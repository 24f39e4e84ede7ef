"""A deterministic problem with one of finitely many linear terms: gradient noise whose laws can be enumerated.

Definition  F(x; i) = f(x) + z_i'x, i uniform on {0, ..., n - 1}, with z_0 + ... + z_{n-1} = 0, so E F = f.
Constants   E|grad F(x; i) - grad f(x)|^2 = sum_i |z_i|^2 / n at every x; every F(.; i) has the Hessian of f.
Minimiser   that of f.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.known import of_objective, where


class FiniteNoise(NamedTuple):
    """F(x; i) = f(x) + z_i'x; `Z` of shape (n, d) has the rows z_i, which sum to zero. All else is the objective's."""

    objective: Any
    Z: Any

    def validate(self):
        """Raise ValueError unless the objective is usable and the rows of Z fit it and sum to zero."""
        self.objective.validate()
        checks.array("Z", self.Z, ndim=2)
        checks.array("Z", self.Z, shape=(self.Z.shape[0], self.objective.dimension()))
        total = float(np.max(np.abs(np.sum(self.Z, axis=0))))
        if total > 1e-12 * np.max(np.abs(self.Z)):
            raise ValueError(f"the rows of Z must sum to zero, got an entry of {total:.3g}")

    def dimension(self):
        return self.objective.dimension()

    def sample(self, rng):
        """A uniform index."""
        return rng.integers(0, self.Z.shape[0])

    @where("objective", "value")
    def sample_value(self, x, draw):
        return self.objective.value(x) + np.dot(self.Z[draw], x)

    @where("objective", "gradient")
    def sample_gradient(self, x, draw):
        return self.objective.gradient(x) + self.Z[draw]

    @where("objective", "gradient")
    def sample_gradients(self, x):
        """All gradients as rows, shape (n, d)."""
        return self.objective.gradient(x) + self.Z

    @where("objective", "hessian")
    def sample_hessian_vectors(self, x, V):
        """Row i is the Hessian times row i of V, shape (n, d)."""
        return V @ self.objective.hessian(x)

    def noise_variance(self):
        """E|grad F(x; i) - grad f(x)|^2 at every x."""
        return float(np.sum(self.Z * self.Z) / self.Z.shape[0])

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
    def third_derivative(self, x, v):
        return self.objective.third_derivative(x, v)

    @of_objective
    def suboptimality(self, x):
        return self.objective.suboptimality(x)

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
    def third_lipschitz(self):
        return self.objective.third_lipschitz()

    @of_objective
    def minimizer(self):
        return self.objective.minimizer()

    @of_objective
    def minimum(self):
        return self.objective.minimum()
