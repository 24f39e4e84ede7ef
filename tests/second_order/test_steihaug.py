"""Steihaug's trust-region method: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import Quadratic, diagonal_quadratic, random_robust_regression
from refimpl.second_order.steihaug import Steihaug


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (Steihaug(0.0, 1), "radius must be positive and finite, got 0.0"),
        (Steihaug(1.0, 0), "iterations must be an integer of at least 1, got 0"),
    ],
)
def test_what_cannot_be_used_is_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, diagonal_quadratic([1.0]), np.ones(1), 1)


def test_one_step_solves_a_convex_quadratic_within_the_radius():
    problem = Quadratic(
        np.array([[4.0, 1.0, 0.0], [1.0, 3.0, 1.0], [0.0, 1.0, 2.0]]), np.array([1.0, 2.0, 3.0])
    )
    x = run(Steihaug(100.0, 3), problem, np.array([5.0, -5.0, 5.0]), 1).x[-1]
    np.testing.assert_allclose(x, problem.minimizer(), rtol=1e-12)


def test_along_a_line_of_negative_curvature_the_radius_doubles():
    """f = -x^2/2 from 1: x_k = 1 + Delta (2^k - 1)."""
    x = run(Steihaug(0.5, 1), diagonal_quadratic([-1.0]), np.ones(1), 5).x[:, 0]
    assert x.tolist() == [1 + 0.5 * (2**k - 1) for k in range(6)]


def test_a_linear_function_is_followed_to_the_boundary():
    problem = Quadratic(np.zeros((2, 2)), np.array([3.0, 4.0]))
    x = run(Steihaug(5.0, 2), problem, np.zeros(2), 2).x
    np.testing.assert_allclose(x[1:], [[3.0, 4.0], [9.0, 12.0]], rtol=1e-15)


def test_nothing_moves_where_the_gradient_is_zero_even_at_a_maximum():
    assert (
        run(Steihaug(1.0, 2), diagonal_quadratic([-1.0, 2.0]), np.zeros(2), 2).x.tolist() == [[0.0, 0.0]] * 3
    )


def test_values_never_grow_far_from_convexity():
    problem = random_robust_regression(15, 5, 2.0, seed=0)
    x = run(Steihaug(10.0, 3), problem, 3 * np.random.default_rng(1).standard_normal(5), 20).x
    f = np.array([problem.value(v) for v in x])
    assert (np.diff(f) <= 0).all()
    assert f[-1] < f[0]


def test_one_product_more_than_iterations():
    calls = run(Steihaug(100.0, 2), diagonal_quadratic([1.0, 2.0, 3.0]), np.ones(3), 1, count=True).calls
    assert {name: n for name, n in calls.items() if n} == {"value": 2, "gradient": 1, "hessian_vector": 3}
