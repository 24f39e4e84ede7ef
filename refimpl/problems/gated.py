"""A problem whose coordinates are scaled by gates: what dropout does to a layer of units.

Definition  (x, c) -> f(s x), s_j = 1 + sum_r T_jr (c_r - 1) in every coordinate, for gates c_1, ..., c_m and the 0-1
            matrix T that says which coordinates are the outgoing weights of unit r; c = (1, ..., 1) is f itself.
Constants   those of f at open gates; with |c_r| <= 1/p a gated f is L/p^2-smooth.
Minimiser   not offered: it depends on the law of the gates.
"""

from __future__ import annotations

from itertools import product
from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.known import of_objective, where


class Gated(NamedTuple):
    """f(s x) for the objective f; `units` T of shape (d, m), `masks` of shape (2^m, m) all 0-1 patterns."""

    objective: Any
    units: Any
    masks: Any

    def validate(self):
        """Raise ValueError unless every coordinate belongs to one unit at most and masks are all patterns."""
        self.objective.validate()
        checks.array("units", self.units, ndim=2)
        checks.array("units", self.units, shape=(self.objective.dimension(), self.units.shape[1]))
        if not np.isin(self.units, (0.0, 1.0)).all() or (self.units.sum(axis=1) > 1).any():
            raise ValueError("units must be 0 or 1 with one unit per coordinate at most, got other entries")
        if not np.array_equal(self.masks, patterns(self.units.shape[1])):
            raise ValueError("masks must be all 0-1 patterns in lexicographic order, got others")

    def dimension(self):
        return self.objective.dimension()

    def gates(self):
        """All 0-1 patterns of the gates, shape (2^m, m)."""
        return self.masks

    def scale(self, c):
        """s, shape (d,)."""
        return 1.0 + self.units @ (c - 1.0)

    @where("objective", "value")
    def gated_value(self, x, c):
        return self.objective.value(self.scale(c) * x)

    @where("objective", "gradient")
    def gated_gradient(self, x, c):
        """In x, shape (d,)."""
        s = self.scale(c)
        return s * self.objective.gradient(s * x)

    @where("objective", "hessian_vector")
    def gated_hessian_vector(self, x, c, v):
        s = self.scale(c)
        return s * self.objective.hessian_vector(s * x, s * v)

    @of_objective
    def smoothness(self):
        """L of f, at open gates."""
        return self.objective.smoothness()


def patterns(m: int) -> np.ndarray:
    """All 0-1 vectors of length m, shape (2^m, m)."""
    return np.array(list(product((0.0, 1.0), repeat=m)))


def gated(objective: Any, units: Any) -> Gated:
    """The objective with gates on the units of the 0-1 matrix (d, m)."""
    units = np.asarray(units, np.float64)
    checks.array("units", units, ndim=2)
    return Gated(objective, units, patterns(units.shape[1]))
