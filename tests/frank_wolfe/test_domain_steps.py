"""Monotonic and away-step Frank-Wolfe: what the generic tests and the claims do not cover."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.frank_wolfe.away_frank_wolfe import AwayFrankWolfe
from refimpl.frank_wolfe.frank_wolfe import FrankWolfe
from refimpl.frank_wolfe.monotonic_frank_wolfe import MonotonicFrankWolfe
from refimpl.problems import Box, Constrained, L1Ball, LogPortfolio, Quadratic, SimplexWorstCase
from refimpl.problems.registry import EXAMPLES

ALONE = LogPortfolio(np.diag([2.0, 2.0]), np.array([0.5, 0.5]))


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (MonotonicFrankWolfe(1.0), r"shift must lie in \[2.0, inf\], got 1.0"),
        (AwayFrankWolfe(0.0), "estimate must be positive and finite, got 0.0"),
        (AwayFrankWolfe(1.0, 1.5), r"decrease must lie in \[0.0009765625, 1.0\], got 1.5"),
        (AwayFrankWolfe(1.0, 0.9, 1.0), r"increase must lie in \[1.0009765625, 1024.0\], got 1.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, ALONE, np.array([0.25, 0.75]), 1)


@pytest.mark.parametrize("domain", [Box(np.zeros(2), np.ones(2)), L1Ball(1.0)])
def test_away_steps_refuse_a_set_other_than_the_simplex(domain):
    problem = Constrained(Quadratic(np.eye(2), np.full(2, 0.25)), domain)
    with pytest.raises(ValueError, match="the set must be the simplex, got one whose linear minimiser is"):
        run(AwayFrankWolfe(1.0), problem, np.zeros(2), 1)


def test_a_step_out_of_the_domain_is_skipped_by_hand():
    # t = 0: a vertex, refused; t = 1: 2/3 of the way to e_1, 3/4 : 1/4 has the value of the start: taken
    x = run(MonotonicFrankWolfe(), ALONE, np.array([0.25, 0.75]), 2).x
    np.testing.assert_array_equal(x[1], x[0])
    np.testing.assert_allclose(x[2], [0.75, 0.25], rtol=1e-15)


def test_null_steps_do_not_end():
    example = EXAMPLES["log-portfolio"]
    x = run(MonotonicFrankWolfe(), example.build(), np.array(example.start), 300).x
    null = np.all(x[1:] == x[:-1], axis=1)
    assert null.sum() > 150
    assert null[-50:].any()
    assert example.build().suboptimality(x[-1]) < 1e-4


def test_from_the_minimiser_nothing_moves():
    centre = np.full(4, 0.25)
    assert np.all(run(AwayFrankWolfe(1.0), SimplexWorstCase(4), centre, 3).x == centre)


def test_with_the_exact_curvature_the_steps_are_those_of_line_search():
    # |x|^2/2 has curvature 1 in every direction: f(x_k) = 1/(2(k+1)) from a vertex (see SimplexWorstCase)
    # the estimate is a little larger, as rounding decides where it is exact
    x = run(AwayFrankWolfe(1 + 2.0**-40, 1.0), SimplexWorstCase(8), np.eye(8)[0], 7).x
    np.testing.assert_allclose((x**2).sum(axis=1), 1 / np.arange(1, 9), rtol=1e-11)


def test_away_steps_leave_a_wrong_vertex_for_good_where_plain_steps_do_not():
    from refimpl.problems import Simplex, constrained_quadratic

    problem = constrained_quadratic(np.eye(3), np.array([0.7, 0.5, -0.2]), Simplex())
    away = run(AwayFrankWolfe(1.0), problem, np.eye(3)[2], 40).x[-1]
    plain = run(FrankWolfe(3.0), problem, np.eye(3)[2], 40).x[-1]
    assert away[2] <= 2.0**-50 < 1e-4 < plain[2]
    assert problem.suboptimality(away) < 1e-12
