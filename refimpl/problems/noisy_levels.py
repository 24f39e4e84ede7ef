"""A bilevel problem on two convex sets, seen through random linear terms of both levels.

Definition  F(x, y; xi) = f(x, y) + a'x + b'y and G(x, y; xi) = g(x, y) + c'x + e'y, x in `upper_set`, y in `lower_set`,
            with independent normal entries: a, b of deviation `upper_noise`, c, e of deviation `lower_noise`. A
            realisation is itself a bilevel problem: one draw can be asked for its gradients at several points.
Constants   E|F_y - f_y|^2 = upper_noise^2 dy, and so on; all of F and G have the smoothness of f and g.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks
from refimpl.core.known import of_objective
from refimpl.problems.sets import check_dimension


class Realised(NamedTuple):
    """The two levels of `objective` with the linear terms of one draw."""

    objective: Any
    upper_shift_x: Any
    upper_shift_y: Any
    lower_shift_x: Any
    lower_shift_y: Any

    @of_objective
    def upper_x(self, x, y):
        return self.objective.upper_x(x, y) + self.upper_shift_x

    @of_objective
    def upper_y(self, x, y):
        return self.objective.upper_y(x, y) + self.upper_shift_y

    @of_objective
    def lower_x(self, x, y):
        return self.objective.lower_x(x, y) + self.lower_shift_x

    @of_objective
    def lower_y(self, x, y):
        return self.objective.lower_y(x, y) + self.lower_shift_y

    @of_objective
    def lower_yy(self, x, y):
        return self.objective.lower_yy(x, y)

    @of_objective
    def lower_xy(self, x, y):
        return self.objective.lower_xy(x, y)


class NoisyLevels(NamedTuple):
    """`objective` with x in `upper_set`, y in `lower_set` and normal linear terms of the two deviations."""

    objective: Any
    upper_set: Any
    lower_set: Any
    upper_noise: float
    lower_noise: float

    def validate(self):
        """Raise ValueError unless the parts are usable and fit each other."""
        self.objective.validate()
        self.upper_set.validate()
        self.lower_set.validate()
        check_dimension(self.upper_set, self.dimension())
        check_dimension(self.lower_set, self.lower_dimension())
        checks.nonnegative("upper_noise", self.upper_noise)
        checks.nonnegative("lower_noise", self.lower_noise)

    def dimension(self):
        return self.objective.dimension()

    def lower_dimension(self):
        return self.objective.lower_dimension()

    def realisation(self, rng):
        """One draw: normals for f in x, f in y, g in x, g in y, in this order."""
        dx, dy = self.dimension(), self.lower_dimension()
        a, b = self.upper_noise * rng.standard_normal(dx), self.upper_noise * rng.standard_normal(dy)
        c, e = self.lower_noise * rng.standard_normal(dx), self.lower_noise * rng.standard_normal(dy)
        return Realised(self.objective, a, b, c, e)

    def upper_projection(self, x):
        return self.upper_set.projection(x)

    def lower_projection(self, y):
        return self.lower_set.projection(y)
