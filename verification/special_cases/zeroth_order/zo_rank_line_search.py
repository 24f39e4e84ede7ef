"""Cases made for zo-rank-line-search."""

from __future__ import annotations

import numpy as np

from refimpl.problems import Linear, Quadratic
from refimpl.zeroth_order.zo_rank_line_search import ZORankLineSearch
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """All values are equal: x stays. Many candidates at a distance: their order turns on the distance."""
    level, many = ZORankLineSearch(0.5, 0.25, 4, 2, 0.5, 3), ZORankLineSearch(0.5, 1.0, 24, 12, 0.5, 2)
    problem = Quadratic(np.diag([4.0, 1.0, 0.25]), np.array([1.0, -2.0, 0.5]))
    return [
        Special("level values", level, Linear(np.zeros(2)), None, np.ones(2)),
        Special("order by the distance", many, problem, None, np.array([1.0, 0.5, -1.0])),
    ]
