"""Cases made for line-search-frank-wolfe."""

from __future__ import annotations

import numpy as np

from refimpl.frank_wolfe.line_search_frank_wolfe import LineSearchFrankWolfe
from refimpl.problems import ConstrainedQuadratic, Quadratic, Simplex
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """A vertex, reached exactly by a step that is cut, is a minimiser: the next direction is zero. Concave as well."""
    b, best = np.array([2.0, 0.0, -1.0]), np.eye(3)[0]
    found = []
    for name, curvature in (("to a vertex", 0.25), ("linear", 0.0), ("concave", -0.25)):
        problem = ConstrainedQuadratic(Quadratic(curvature * np.eye(3), b), Simplex(), best)
        found.append(Special(name, LineSearchFrankWolfe(), problem, None, np.eye(3)[1]))
    return found
