"""Cases made for iterative deepening Hyperband, whatever the promotion."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.global_bo.discarding_id_hyperband import DiscardingIDHyperband
from refimpl.problems import LeastSquares, random_least_squares
from verification.special_cases import Special
from verification.special_cases.global_bo.successive_halving import flat_problem


def cases_of_deepening(method: Any) -> list[Special]:
    """The three promotions have different winners; configurations are equal so far, or for ever."""
    noisy = random_least_squares(n=8, d=2, noise=3.0, seed=25)
    other = random_least_squares(n=8, d=2, noise=3.0, seed=4)
    constant = LeastSquares(np.zeros((3, 2)), np.array([1.0, 2.0, 0.0]))
    return [
        Special("slow starters", method(0.5, 2, 1, 3), noisy, None, noisy.minimizer().round(1)),
        Special("again and again", method(0.5, 2, 0, 3), other, None, other.minimizer().round(1)),
        Special("equals", method(0.5, 2, 0, 1), flat_problem(), None, np.array([2.0, -1.0])),
        Special("all are equal", method(0.5, 3, 0, 1), constant, None, np.zeros(2)),
    ]


def special_cases(steps: int) -> list[Special]:
    """Those of every promotion."""
    return cases_of_deepening(DiscardingIDHyperband)
