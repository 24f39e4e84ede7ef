"""Short-step and pairwise Frank-Wolfe: what the generic tests and the claims do not cover."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.frank_wolfe.pairwise_frank_wolfe import PairwiseFrankWolfe
from refimpl.frank_wolfe.short_step_frank_wolfe import ShortStepFrankWolfe
from refimpl.problems import Box, Constrained, Quadratic, SimplexWorstCase

both = pytest.mark.parametrize("method", [ShortStepFrankWolfe, PairwiseFrankWolfe])


@both
def test_a_curvature_that_is_not_positive_is_told(method):
    with pytest.raises(ValueError, match=r"L must be positive and finite, got 0.0"):
        run(method(0.0), SimplexWorstCase(3), np.eye(3)[0], 1)


def test_pairs_need_the_simplex():
    problem = Constrained(Quadratic(np.eye(2), np.full(2, 0.25)), Box(np.zeros(2), np.ones(2)))
    with pytest.raises(ValueError, match="the set must be the simplex, got one whose linear minimiser is"):
        run(PairwiseFrankWolfe(1.0), problem, np.zeros(2), 1)


@both
def test_from_the_minimiser_nothing_moves(method):
    centre = np.full(4, 0.25)
    assert np.all(run(method(1.0), SimplexWorstCase(4), centre, 3).x == centre)


def test_pairs_reach_the_centre_from_a_vertex():
    """|x|^2/2, L = 1: half of the difference of the two weights moves; 1/2, 1/2 and then 1/4 each, by hand."""
    x = run(PairwiseFrankWolfe(1.0), SimplexWorstCase(4), np.eye(4)[0], 3).x
    assert x.tolist() == [[1, 0, 0, 0], [0.5, 0.5, 0, 0], [0.25, 0.5, 0.25, 0], [0.25, 0.25, 0.25, 0.25]]
