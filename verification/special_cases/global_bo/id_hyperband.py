"""Cases made for iterative deepening Hyperband."""

from __future__ import annotations

from refimpl.global_bo.id_hyperband import Discarding, Efficient, IDHyperband, Preserving
from refimpl.problems import random_least_squares
from verification.special_cases import Special
from verification.special_cases.global_bo.successive_halving import flat_problem


def special_cases(steps: int) -> list[Special]:
    """The three promotions where they have different winners, and configurations that are equal so far."""
    noisy = random_least_squares(n=8, d=2, noise=3.0, seed=25)
    start = noisy.minimizer().round(1)
    return [
        *(
            Special(words, IDHyperband(0.5, 2, 1, 3, promotion), noisy, None, start)
            for words, promotion in (
                ("discarding", Discarding()),
                ("preserving", Preserving()),
                ("efficient", Efficient()),
            )
        ),
        Special("equals", IDHyperband(0.5, 2, 0, 1), flat_problem(), None, start),
    ]
