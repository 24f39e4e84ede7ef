"""A constant added to a function, which no consensus point sees."""

from __future__ import annotations

from typing import Any, NamedTuple

# weights exp(-a E) are small with the first and next to the least positive number with the second, a = 3/4
BASES = (16.0, 984.0)


class Raised(NamedTuple):
    """A problem whose value is `base` higher."""

    problem: Any
    base: float

    def dimension(self):
        return self.problem.dimension()

    def value(self, x):
        return self.problem.value(x) + self.base
