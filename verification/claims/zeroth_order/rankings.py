"""What claims about rankings share: increasing functions of a problem, and the pairs of a ranking by sorting."""

from __future__ import annotations

from itertools import combinations
from typing import Any, NamedTuple

import numpy as np


class Exponential(NamedTuple):
    """exp(sign f)."""

    problem: Any
    sign: float

    def dimension(self):
        return self.problem.dimension()

    def value(self, x):
        return np.exp(self.sign * self.problem.value(x))


class Cube(NamedTuple):
    """f^3."""

    problem: Any

    def dimension(self):
        return self.problem.dimension()

    def value(self, x):
        v = self.problem.value(x)
        return v * v * v


def ranked_pairs(
    problem: Any, x: np.ndarray, xi: np.ndarray, smoothing: float, best: int
) -> list[tuple[Any, Any]]:
    """(better, worse) draws of all pairs whose better one is among the `best`."""
    order = np.argsort([problem.value(x + smoothing * z) for z in xi], kind="stable")
    return [(xi[order[i]], xi[order[j]]) for i, j in combinations(range(len(xi)), 2) if i < best]
