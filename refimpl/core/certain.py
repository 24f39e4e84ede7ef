"""A problem without samples, for estimators that ask for some."""

from __future__ import annotations

from typing import Any, NamedTuple


class Certain(NamedTuple):
    """A problem whose samples are all the same: values of f for the estimates."""

    problem: Any

    def sample(self, rng):
        return 0

    def sample_value(self, x, draw):
        return self.problem.value(x)
