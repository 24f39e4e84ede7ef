"""F2SA: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.bilevel.f2sa import F2SA
from refimpl.problems import random_log_cosh_bilevel, random_quadratic_bilevel

PROBLEM = random_quadratic_bilevel([1.0, 2.0, 5.0], dx=2, r=0.125, seed=0)
GOOD = F2SA(0.125, 0.125, 0.5, 2.0, 8.0, 3, np.zeros(3))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"lower_step_size": -1.0}, "lower_step_size must be positive and finite, got -1.0"),
        ({"ratio": np.inf}, "ratio must be positive and finite, got inf"),
        ({"penalty": 0.0}, "penalty must be positive and finite, got 0.0"),
        ({"growth": -1.0}, "growth must be non-negative and finite, got -1.0"),
        ({"inner_steps": 0}, "inner_steps must be an integer of at least 1, got 0"),
        ({"start": np.zeros(2)}, r"start must have shape \(3,\), got \(2,\)"),
        ({"start": np.full(3, np.nan)}, "start must be finite, got 3 entries"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(GOOD._replace(**change), PROBLEM, np.zeros(2), 2)


def test_only_first_order_oracles_are_called_and_as_often_as_the_header_says():
    steps, T = 7, 3
    calls = run(GOOD, PROBLEM, np.ones(2), steps, count=True).calls
    assert calls is not None
    used = {name: n for name, n in calls.items() if n}
    assert used == {
        "lower_y": 2 * T * steps, "upper_y": T * steps, "lower_x": 2 * steps, "upper_x": steps
    }  # fmt: skip


def test_the_bilevel_solution_is_left_and_the_stationary_point_of_the_penalty_is_kept():
    sigma = 1 / 4
    frozen = GOOD._replace(penalty=4.0, growth=0.0)
    for x, moves in ((PROBLEM.penalty_minimizer(sigma), False), (PROBLEM.minimizer(), True)):
        # with converged copies: many inner steps from any start
        t = run(frozen._replace(inner_steps=400), PROBLEM, x, 1)
        assert (np.linalg.norm(t.x[1] - t.x[0]) > 1e-5) == moves
        assert moves or np.allclose(t.x[1], x, rtol=1e-13)


def test_the_penalty_is_read_off_the_lower_copy():
    """y converges to (A + I/lambda_k)^{-1}(Bx + t/lambda_k) with lambda_k^3 = 8 + 8 k."""
    algorithm = GOOD._replace(ratio=1e-300, inner_steps=400)
    x0 = np.array([1.0, -2.0])
    for k in range(4):
        sigma = (8.0 + 8.0 * k) ** (-1 / 3)
        expected = np.linalg.solve(PROBLEM.A + sigma * np.eye(3), PROBLEM.B @ x0 + sigma * PROBLEM.t)
        state = run(algorithm, PROBLEM, x0, k + 1).state
        np.testing.assert_allclose(state.y, expected, rtol=1e-12)
        np.testing.assert_allclose(state.z, np.linalg.solve(PROBLEM.A, PROBLEM.B @ x0), rtol=1e-12)
        assert state.k == k + 1


@pytest.mark.parametrize("engine", ["numpy", pytest.param("numba", marks=pytest.mark.compiled)])
def test_a_problem_that_is_not_quadratic_ends_at_the_stationary_point_of_its_penalty(engine):
    problem = random_log_cosh_bilevel(dx=3, dy=4, mu=0.5, seed=0)
    frozen = F2SA(0.5, 0.5, 2.0, 4.0, 0.0, 10, np.zeros(4))
    x = run(frozen, problem, np.zeros(3), 3000, engine=engine).x[-1]
    assert np.linalg.norm(problem.penalty_gradient(x, 0.25)) < 1e-12
    assert np.linalg.norm(problem.hypergradient(x)) > 1e-4


def test_the_start_is_not_written_to():
    start = np.ones(3)
    run(GOOD._replace(start=start), PROBLEM, np.zeros(2), 3)
    assert np.array_equal(start, np.ones(3))


def test_prescribed_satisfies_the_assumptions_of_the_guarantee():
    a = F2SA.prescribed(PROBLEM)
    mu, L_g, c = 1.0, 5.0, a.step_size
    assert c / a.penalty * (a.penalty * L_g + 1.0) <= 1 + 1e-15
    assert (1 - mu * c) ** a.inner_steps <= 0.5
    assert 2 * a.ratio * c * (PROBLEM.l_g1() + 1 / a.penalty) ** 2 / mu <= 0.25 + 1e-15
    assert a.ratio * c / a.penalty <= (1 + 1e-15) / PROBLEM.smoothness()
    assert (a.penalty, a.growth) == (2.0, 8.0)
