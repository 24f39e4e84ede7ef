"""Cases made for Hyperband."""

from __future__ import annotations

import numpy as np

from refimpl.global_bo.hyperband import Hyperband
from refimpl.problems import LeastSquares, random_least_squares
from verification.special_cases import Special
from verification.special_cases.global_bo.successive_halving import cases_of_races


def special_cases(steps: int) -> list[Special]:
    """Configurations that are equal so far or for ever, another eta than 2, and four brackets of R = 12."""
    races = cases_of_races(Hyperband(0.5, 3, 2), Hyperband(0.5, 9, 3), Hyperband(0.5, 8, 3))
    constant = LeastSquares(np.zeros((3, 2)), np.array([1.0, 2.0, 0.0]))
    many = random_least_squares(n=12, d=2, noise=2.0, seed=2)
    return [
        *races,
        Special("all are equal", Hyperband(0.5, 3, 2), constant, None, np.zeros(2)),
        Special("four brackets", Hyperband(0.5, 12, 2), many, None, np.zeros(2)),
    ]
