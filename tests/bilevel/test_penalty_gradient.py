"""Penalty gradient method: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.bilevel.penalty_gradient import PenaltyGradient
from refimpl.problems import QuadraticBilevel, random_quadratic_bilevel, rank_deficient_bilevel

PROBLEM = random_quadratic_bilevel([1.0, 1.25, 1.5], dx=2, r=0.125, seed=0)
GOOD = PenaltyGradient(0.25, 0.5, 0.25, 3, np.zeros(3))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"lower_step_size": np.nan}, "lower_step_size must be positive and finite, got nan"),
        ({"sigma": 0.0}, "sigma must be positive and finite, got 0.0"),
        ({"inner_steps": 2.0}, "inner_steps must be an integer of at least 1, got 2.0"),
        ({"start": np.zeros((3, 1))}, r"start must have shape \(3,\), got \(3, 1\)"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(GOOD._replace(**change), PROBLEM, np.zeros(2), 2)


def test_only_first_order_oracles_are_called_and_as_often_as_the_header_says():
    steps, T = 5, 3
    calls = run(GOOD, PROBLEM, np.ones(2), steps, count=True).calls
    assert calls is not None
    used = {name: n for name, n in calls.items() if n}
    assert used == {
        "lower_y": 2 * T * steps, "upper_y": T * steps, "lower_x": 2 * steps, "upper_x": steps
    }  # fmt: skip


def test_the_iterates_end_at_the_stationary_point_of_the_penalty_and_not_at_the_solution():
    a = PenaltyGradient.prescribed(PROBLEM)
    x = run(a, PROBLEM, np.zeros(2), 4000).x[-1]
    np.testing.assert_allclose(x, PROBLEM.penalty_minimizer(a.sigma), rtol=1e-11)
    assert np.linalg.norm(x - PROBLEM.minimizer()) > 1e-3


def test_with_many_lower_solutions_the_run_ends_at_the_optimum_by_a_known_factor():
    """With converged loops x+ - Pt = (1 - eta/(1 + sigma)) (x - Pt)."""
    problem = rank_deficient_bilevel([1.0, -2.0, 0.5], rank=2)
    a = PenaltyGradient(0.5, 0.5, 0.25, 400, np.zeros(3))
    x0, target = np.array([3.0, 1.0]), np.array([1.0, -2.0])
    x = run(a, problem, x0, 10).x
    expected = target + (1 - 0.5 / 1.25) ** np.arange(11)[:, None] * (x0 - target)
    np.testing.assert_allclose(x, expected, rtol=1e-12)


def test_where_the_upper_level_agrees_with_the_lower_one_the_solution_is_kept_exactly():
    """t = y*(0) = 0: at x = 0 every gradient of the two levels vanishes."""
    problem = QuadraticBilevel(np.eye(3), PROBLEM.B, np.zeros(3), 0.5)
    assert np.array_equal(run(GOOD, problem, np.zeros(2), 5).x, np.zeros((6, 2)))


def test_prescribed_satisfies_the_assumptions_of_the_guarantee():
    a = PenaltyGradient.prescribed(PROBLEM)
    m = 2 * a.step_size * (PROBLEM.l_g1() + a.sigma) ** 2 / a.sigma
    assert a.sigma == 0.125
    assert a.lower_step_size * (1.5 + a.sigma) <= 1 + 1e-15
    assert a.step_size <= (1 + 1e-15) / PROBLEM.smoothness()
    assert (1 - a.lower_step_size) ** a.inner_steps <= 1 / (np.sqrt(6) * (1 + m))
