"""Cases made for successive halving and for Hyperband."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.global_bo.successive_halving import SuccessiveHalving
from refimpl.problems import LeastSquares, random_least_squares
from verification.special_cases import Special


def flat_problem() -> LeastSquares:
    """The first of three examples is the same for all."""
    return LeastSquares(np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]]), np.array([1.0, 0.0, 0.0]))


def cases_of_races(equals: Any, thirds: Any, halves: Any) -> list[Special]:
    """`equals` on three examples of which the first says nothing, `thirds` and `halves` on nine."""
    noisy = random_least_squares(n=9, d=2, noise=2.0, seed=1)
    return [
        Special("equals", equals, flat_problem(), None, np.array([2.0, -1.0])),
        Special("eta = 3", thirds, noisy, None, np.zeros(2)),
        Special("more than one example to begin with", halves, noisy, None, np.zeros(2)),
    ]


def special_cases(steps: int) -> list[Special]:
    """Configurations that are equal so far, and another eta than 2."""
    return cases_of_races(
        SuccessiveHalving(0.5, 5, 3, 2, 1),
        SuccessiveHalving(0.5, 8, 7, 3, 1),
        SuccessiveHalving(0.5, 8, 9, 2, 2),
    )
