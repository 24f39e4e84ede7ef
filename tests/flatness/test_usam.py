"""USAM: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import Outcome, run
from refimpl.flatness.sam import SAM
from refimpl.flatness.usam import USAM
from refimpl.problems import Linear, LogQuadratic, Quadratic, diagonal_quadratic, random_quadratic
from verification.claims.flatness.usam import threshold


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (USAM(0.0, 0.5), "step_size must be positive and finite, got 0.0"),
        (USAM(0.1, -0.5), "rho must be non-negative and finite, got -0.5"),
        (USAM(0.1, np.inf), "rho must be non-negative and finite, got inf"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, LogQuadratic(2), np.ones(2), 2)


def test_prescribed_is_within_the_assumptions():
    assert USAM.prescribed(diagonal_quadratic([4.0, 1.0])) == USAM(0.25, 0.0625)


def test_two_gradients_per_step():
    t = run(USAM(0.25, 0.25), LogQuadratic(3), np.ones(3), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 14}


def test_it_is_sam_with_the_radius_rho_times_the_gradient_norm():
    problem, x0 = random_quadratic([3.0, 1.0, 0.5], seed=1), np.array([1.0, 2.0, -1.0])
    radius = 0.25 * float(np.linalg.norm(problem.gradient(x0)))
    x = run(USAM(0.125, 0.25), problem, x0, 1).x
    np.testing.assert_allclose(x, run(SAM(0.125, radius), problem, x0, 1).x, rtol=1e-14)


def test_on_a_quadratic_it_is_gradient_descent_with_another_matrix():
    """x+ - x* = (I - eta A (I + rho A)) (x - x*), by numpy's matrix power."""
    problem, x0 = random_quadratic([2.0, 1.0, 0.25], seed=3, minimizer=np.ones(3)), np.array([3.0, -1.0, 0.0])
    M = np.eye(3) - 0.25 * problem.A @ (np.eye(3) + 0.5 * problem.A)
    expected = 1 + np.linalg.matrix_power(M, 12) @ (x0 - 1)
    np.testing.assert_allclose(run(USAM(0.25, 0.5), problem, x0, 12).x[-1], expected, rtol=1e-12)


def test_where_the_gradient_is_constant_it_is_gradient_descent():
    t = run(USAM(0.25, 0.5), Linear(np.array([1.0, -2.0])), np.zeros(2), 4)
    np.testing.assert_array_equal(t.x, -np.arange(5)[:, None] * np.array([0.25, -0.5]))


def test_beyond_the_edge_it_diverges_by_name():
    problem = Quadratic(np.diag([2.5, 1.0]), np.zeros(2))
    assert threshold(0.5, 0.5) == 2.0
    t = run(USAM(0.5, 0.5), problem, np.ones(2), 20_000)
    assert t.outcome is Outcome.NON_FINITE


def test_the_edge_tends_to_that_of_gradient_descent():
    assert threshold(0.25, 1e-6) == pytest.approx(8.0, rel=1e-4)
