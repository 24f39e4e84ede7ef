"""Methods that see rankings: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import Linear, diagonal_quadratic
from refimpl.zeroth_order.zo_rank_line_search import ZORankLineSearch
from refimpl.zeroth_order.zo_rank_sgd import ZORankSGD, ranked_direction

QUADRATIC = diagonal_quadratic([2.0, 1.0])


@pytest.mark.parametrize("cls", [ZORankSGD, lambda *first: ZORankLineSearch(*first, 0.5, 3)])
@pytest.mark.parametrize(
    ("first", "sentence"),
    [
        ((0.0, 0.1, 3, 1), "step_size must be positive and finite, got 0.0"),
        ((0.1, -0.1, 3, 1), "smoothing must be positive and finite, got -0.1"),
        ((0.1, 0.1, 1, 1), "candidates must be an integer of at least 2, got 1"),
        ((0.1, 0.1, 3, 0), "best must be an integer of at least 1, got 0"),
        ((0.1, 0.1, 3, 4), "best must be at most 3, the candidates, got 4"),
    ],
)
def test_unusable_rankings_are_told(cls, first, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(cls(*first), QUADRATIC, np.ones(2), 1)


@pytest.mark.parametrize(
    ("shrinking", "trials", "sentence"),
    [
        (0.0, 3, "shrinking must be positive and finite, got 0.0"),
        (1.5, 3, r"shrinking must lie in \[0.0, 1.0\], got 1.5"),
        (0.5, 0, "trials must be an integer of at least 1, got 0"),
    ],
)
def test_unusable_searches_are_told(shrinking, trials, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(ZORankLineSearch(0.1, 0.1, 3, 1, shrinking, trials), QUADRATIC, np.ones(2), 1)


@pytest.mark.parametrize(
    ("algorithm", "values"), [(ZORankSGD(0.1, 0.1, 5, 2), 5), (ZORankLineSearch(0.1, 0.1, 5, 2, 0.5, 3), 9)]
)
def test_cost_is_that_of_the_header(algorithm, values):
    calls = run(algorithm, QUADRATIC, np.ones(2), 4, count=True).calls
    assert {name: n for name, n in calls.items() if n} == {"value": 4 * values}


def test_the_search_stays_where_all_values_are_equal():
    x = run(ZORankLineSearch(0.5, 0.1, 4, 2, 0.5, 3), Linear(np.zeros(2)), np.ones(2), 3).x
    assert x.tolist() == [[1.0, 1.0]] * 4


def test_all_pairs_by_the_closed_form():
    """k = m: the weights of the ordered draws are 2i - m + 1 over m(m-1)/2; ties stand as they were drawn."""
    xi = np.array([[3.0, 1.0], [-1.0, 4.0], [2.0, -2.0], [0.0, 5.0]])
    g = ranked_direction(Linear(np.array([1.0, 0.0])), np.zeros(2), xi, 1.0, 4)
    np.testing.assert_allclose(g, (-3 * xi[1] - xi[3] + xi[2] + 3 * xi[0]) / 6, rtol=1e-15)
    tied = np.array([[1.0, 7.0], [1.0, -7.0], [2.0, 0.0]])
    g = ranked_direction(Linear(np.array([1.0, 0.0])), np.zeros(2), tied, 1.0, 1)
    assert g.tolist() == [0.5, -10.5]


def test_steps_go_down_and_the_search_finds_the_minimum():
    x = run(ZORankLineSearch(1.0, 0.01, 6, 3, 0.5, 6), QUADRATIC, np.array([3.0, -2.0]), 120, rng=0).x
    assert np.linalg.norm(x[-1]) < 0.05
