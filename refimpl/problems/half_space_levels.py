"""A bilevel problem whose lower level has one affine constraint on both variables.

Definition  lower min g(x, y) over y with h(x, y) = a'x + b'y - c <= 0, upper f(x, y) over C = {h <= 0}; f and g are the
            levels of `objective`, a (dx,), b (dy,) not zero.
Projection  on C: w - max(0, (a, b)'w - c)/|(a, b)|^2 (a, b) for w = (x, y).
Multiplier  of g_y + m b = 0, h <= 0 <= m, m h = 0; for a quadratic g with g_yy = A: m = max(0, h(x, u))/(b'A^{-1}b)
            with u the lower solution without the constraint, y* = u - m A^{-1} b.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.core.known import of_objective, where
from refimpl.problems.quadratic_levels import coupled_levels_example


class HalfSpaceLevels(NamedTuple):
    """The levels of `objective` and the constraint `a`'x + `b`'y <= `c` on the lower one."""

    objective: Any
    a: Any
    b: Any
    c: float

    def validate(self):
        """Raise ValueError unless the levels are usable, the slopes fit them and b is not zero."""
        self.objective.validate()
        checks.array("a", self.a, shape=(self.dimension(),))
        checks.array("b", self.b, shape=(self.lower_dimension(),))
        checks.finite("c", self.c)
        if not np.any(self.b):
            raise ValueError("b must not be zero, got a constraint that leaves the lower level free")

    def dimension(self):
        return self.objective.dimension()

    def lower_dimension(self):
        return self.objective.lower_dimension()

    @of_objective
    def upper_x(self, x, y):
        return self.objective.upper_x(x, y)

    @of_objective
    def upper_y(self, x, y):
        return self.objective.upper_y(x, y)

    @of_objective
    def lower_x(self, x, y):
        return self.objective.lower_x(x, y)

    @of_objective
    def lower_y(self, x, y):
        return self.objective.lower_y(x, y)

    def constraint(self, x, y):
        """h, to be at most 0."""
        return np.dot(self.a, x) + np.dot(self.b, y) - self.c

    def constraint_x(self, x, y):
        return self.a.copy()

    def constraint_y(self, x, y):
        return self.b.copy()

    def joint_projection(self, w):
        """The nearest point of C to w = (x, y), shape (dx + dy,)."""
        slope = np.concatenate((self.a, self.b))
        excess = np.maximum(np.dot(slope, w) - self.c, 0.0)
        return w - (excess / np.dot(slope, slope)) * slope

    @where("objective", "lower_yy")
    def lower_solution(self, x):
        """y* of a quadratic and strongly convex lower level."""
        free, m, along = self._constrained(x)
        return free - m * along

    @where("objective", "lower_yy")
    def multiplier(self, x):
        """m of the constraint, 0 where it is not active."""
        return self._constrained(x)[1]

    def _constrained(self, x):
        A = self.objective.lower_yy(x, self.b)
        free = self.b - np.linalg.solve(A, self.objective.lower_y(x, self.b))
        along = np.linalg.solve(A, self.b)
        return free, np.maximum(self.constraint(x, free), 0.0) / np.dot(self.b, along), along

    @of_objective
    def lower_smoothness(self):
        """Lipschitz constant of g_y in y."""
        return self.objective.lower_smoothness()


def half_space_example() -> HalfSpaceLevels:
    """The coupled quadratic levels with a constraint on all of x and y, active where x is large."""
    return HalfSpaceLevels(coupled_levels_example(), np.array([0.5, -0.25]), np.array([1.0, 0.5, -0.5]), 0.25)
