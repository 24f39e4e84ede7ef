"""Cases made for SGM for the conditional value at risk."""

from __future__ import annotations

import numpy as np

from refimpl.nonsmooth_nonconvex.cvar_subgradient import CVaRSubgradient
from refimpl.problems import LeastSquares
from verification.special_cases import Special


def special_cases(steps: int) -> list[Special]:
    """Losses of 2 that do not depend on one another: the level meets them, or passes them by little."""
    problem, start = LeastSquares(np.eye(4), np.full(4, 2.0)), np.zeros(4)
    return [
        Special(f"level at {level}", CVaRSubgradient(0.25, level, 0.5), problem, None, start)
        for level in (2.0, 1.99)
    ]
