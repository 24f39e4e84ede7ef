"""A problem seen through a linear change of variables: what affine-invariant methods do not notice.

Definition  y -> f(T y), T regular of shape (d, d).
Constants   those of f in local norms; Euclidean ones change with T and are not offered.
Minimiser   y* = T^{-1} x*, f* as before.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.known import where
from refimpl.problems import exact


class AffineImage(NamedTuple):
    """y -> f(T y) for `problem` f and the regular matrix `T` of shape (d, d)."""

    problem: Any
    T: Any

    def validate(self):
        """Raise ValueError unless the problem is usable and T is regular of its dimension."""
        self.problem.validate()
        d = self.problem.dimension()
        checks.array("T", self.T, shape=(d, d))
        rank = int(np.linalg.matrix_rank(self.T))
        if rank < d:
            raise ValueError(f"T must be regular, got rank {rank} in dimension {d}")

    def dimension(self):
        return self.T.shape[0]

    @where("problem", "value")
    def value(self, x):
        return self.problem.value(self.T @ x)

    @where("problem", "gradient")
    def gradient(self, x):
        return self.T.T @ self.problem.gradient(self.T @ x)

    @where("problem", "hessian")
    def hessian(self, x):
        return self.T.T @ self.problem.hessian(self.T @ x) @ self.T

    @where("problem", "hessian_vector")
    def hessian_vector(self, x, v):
        return self.T.T @ self.problem.hessian_vector(self.T @ x, self.T @ v)

    @where("problem", "suboptimality")
    def suboptimality(self, x):
        return self.problem.suboptimality(self.T @ x)

    @where("problem", "minimizer")
    def minimizer(self):
        """T^{-1} x* to the last digit for the x* that the problem gives, rounded as that is."""
        return exact.solve(self.T, self.problem.minimizer())

    @where("problem", "minimum")
    def minimum(self):
        return self.problem.minimum()
