"""Levenberg-Marquardt and its form on subsets: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import QuadraticRegression, random_quadratic_regression
from refimpl.second_order.levenberg_marquardt import LevenbergMarquardt
from refimpl.second_order.lm_subsets import LMSubsets

PROBLEM = random_quadratic_regression(n=5, d=3, seed=1)
LM, SUBSETS = LevenbergMarquardt(0.125, 3), LMSubsets(0.125, 2, 4)


@pytest.mark.parametrize(
    ("algorithm", "change", "words"),
    [
        (LM, {"damping": 0.0}, "damping must be positive and finite, got 0.0"),
        (LM, {"iterations": 0}, "iterations must be an integer of at least 1, got 0"),
        (SUBSETS, {"damping": -1.0}, "damping must be positive and finite, got -1.0"),
        (SUBSETS, {"searches": -1}, "searches must be an integer of at least 0, got -1"),
        (SUBSETS, {"subsets": 6}, "subsets must be at most the number 5 of residuals, got 6"),
    ],
)
def test_what_cannot_be_used_is_told(algorithm, change, words):
    with pytest.raises(ValueError, match=words):
        run(algorithm._replace(**change), PROBLEM, np.ones(3), 1)


def test_products_only_and_how_many():
    """j + 1 products with J, j + 1 with J', two residuals; no Jacobian."""
    calls = run(LM, PROBLEM, np.ones(3), 4, count=True).calls
    assert {name: n for name, n in calls.items() if n} == {
        "residual": 8,
        "jacobian_vector": 16,
        "jacobian_transpose_vector": 16,
        "jacobian_squares": 4,
    }


def test_as_many_iterations_as_variables_solve_the_dense_system():
    x = np.array([1.0, -0.5, 2.0])
    J, r = PROBLEM.jacobian(x), PROBLEM.residual(x)
    D = np.diag(np.sum(J * J, axis=0))
    dense = np.linalg.solve(J.T @ J + 0.125 * D, -J.T @ r)
    d = LM.direction(PROBLEM, x, J.T @ r, np.diag(D), 0.125 * np.diag(D))
    np.testing.assert_allclose(d, dense, rtol=1e-10)


def test_the_promised_reduction_at_every_truncation():
    """F - |r + J d|^2/2 = d'(lambda D d - g)/2, and the slope is negative."""
    x = np.array([1.0, -0.5, 2.0])
    J, r = PROBLEM.jacobian(x), PROBLEM.residual(x)
    g, D = J.T @ r, np.sum(J * J, axis=0)
    for j in (1, 2, 3):
        d = LM._replace(iterations=j).direction(PROBLEM, x, g, D, 0.125 * D)
        promised = (r @ r - (r + J @ d) @ (r + J @ d)) / 2
        assert promised == pytest.approx(d @ (0.125 * D * d - g) / 2, rel=1e-12)
        assert g @ d < 0 < promised


def test_order_two_at_a_solution_without_residual():
    """y is chosen so that z(x*) = 0: digits double once the damping is small."""
    solution = np.array([1.0, -0.5, 0.25])
    problem = PROBLEM._replace(y=PROBLEM.y - PROBLEM.residual(solution))
    x = run(LevenbergMarquardt(1e-3, 3), problem, solution + 0.05, 12).x
    e = np.linalg.norm(x - solution, axis=1)
    assert e[-1] < 1e-12


def test_a_parameter_without_influence_stays():
    J = np.array([[1.0, 0.0], [2.0, 0.0], [0.5, 0.0]])
    problem = QuadraticRegression(np.array([1.0, -1.0, 2.0]), J, np.zeros((6, 2)))
    for algorithm in (LM, SUBSETS):
        assert (run(algorithm, problem, np.array([3.0, 5.0]), 3).x[:, 1] == 5.0).all()


def test_nothing_moves_without_residual():
    problem = QuadraticRegression(np.zeros(2), np.eye(2), np.zeros((4, 2)))
    for algorithm in (LM, SUBSETS):
        assert run(algorithm, problem, np.zeros(2), 2).x.tolist() == [[0.0, 0.0]] * 3
