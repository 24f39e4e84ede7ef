"""An objective on the places where every one of some beacons is seen: constraints by values alone.

Definition  minimise f(x) where g_j(x) = level - h_j(x) <= 0 for all j, h_j the height of beacon j: a bump of depth A_j
            at c_j as in GaussianWells.
Feasible    is the intersection of the ellipsoids |(x - c_j)/k_j|^2 <= 2 log(A_j/level), empty where they are far apart
            or some A_j is below the level.
Norms       widths all l: level - g_j = A_j k(., c_j) has the norm A_j in the space of the kernel of lengthscale l.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from refimpl.core import checks


class Beacons(NamedTuple):
    """Values of `objective` and constraints by the heights of the wells `bumps` above `level` > 0."""

    objective: Any
    bumps: Any
    level: float

    def validate(self):
        """Raise ValueError unless both parts are usable and have one dimension, and the level is positive."""
        self.objective.validate()
        self.bumps.validate()
        checks.positive("level", self.level)
        if self.bumps.dimension() != self.dimension():
            raise ValueError(
                f"bumps must have the objective's dimension {self.dimension()}, got {self.bumps.dimension()}"
            )

    def dimension(self):
        return self.objective.dimension()

    def value(self, x):
        return self.objective.value(x)

    def wall_values(self, x):
        """g(x), each to be at most 0, shape (m,)."""
        return self.level - self.bumps.heights(x)
