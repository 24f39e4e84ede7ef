"""Short-step, line-search and pairwise Frank-Wolfe: what the generic tests and the claims do not cover."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.frank_wolfe.line_search_frank_wolfe import LineSearchFrankWolfe
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


def test_line_search_stays_at_a_minimiser():
    centre = np.full(4, 0.25)
    assert np.all(run(LineSearchFrankWolfe(), SimplexWorstCase(4), centre, 3).x == centre)


def test_line_search_is_the_short_step_where_all_curvatures_are_equal():
    problem = Constrained(Quadratic(3 * np.eye(3), np.array([0.5, -1.0, 0.25])), Box(-np.ones(3), np.ones(3)))
    x0 = np.array([0.5, 0.25, -0.75])
    searched, short = (run(m, problem, x0, 20).x for m in (LineSearchFrankWolfe(), ShortStepFrankWolfe(3.0)))
    np.testing.assert_allclose(searched, short, rtol=0, atol=1e-13)


def test_line_search_costs_one_product_per_step():
    problem = Constrained(Quadratic(np.diag([2.0, 1.0]), np.zeros(2)), Box(-np.ones(2), np.ones(2)))
    calls = run(LineSearchFrankWolfe(), problem, np.array([1.0, 0.5]), 4, count=True).calls
    assert {name: n for name, n in calls.items() if n} == {
        "gradient": 4,
        "hessian_vector": 4,
        "linear_minimizer": 4,
    }


def test_line_search_by_hand():
    # f = x_1^2 + x_2^2/2 from (1, 1/2): to (-1, -1); G = 19/4, d'Hd = 41/4, gamma = 19/41
    problem = Constrained(Quadratic(np.diag([2.0, 1.0]), np.zeros(2)), Box(-np.ones(2), np.ones(2)))
    x = run(LineSearchFrankWolfe(), problem, np.array([1.0, 0.5]), 1).x[1]
    np.testing.assert_allclose(x, [3 / 41, -8 / 41], rtol=1e-14)
