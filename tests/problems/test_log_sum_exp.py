from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from constants import BITS, LAST_DIGITS, catches, is_maximum_of, near, to_the_last_digit
from derivatives import balls, curvatures, hessian_slopes, is_supremum, random_pairs

from refimpl import problems as p
from refimpl.core.leaves import convert
from refimpl.engines.ball import precision
from refimpl.engines.ball_array import midpoints

PROBLEM = p.random_log_sum_exp(n=9, d=3, t=0.5, seed=2)
SPREAD = max(np.linalg.norm(a - b) for a, b in combinations(PROBLEM.A, 2))


def test_smoothness_is_popoviciu_with_the_largest_distance_of_rows():
    """Two points at distance 1 with weights s and 1 - s: variance s(1 - s)."""

    def check(problem):
        scaled = problem.smoothness() * 0.5 / SPREAD**2
        return is_maximum_of(scaled, lambda s: s * (1 - s), 0.0, 1.0)

    assert catches(check, PROBLEM, "smoothness")
    points = [x for x, _ in random_pairs(3, 2)]
    assert is_supremum(curvatures(PROBLEM, points), PROBLEM.smoothness(), attained=False)


def test_hessian_lipschitz_is_the_largest_third_central_moment():
    """Two points at distance 1: third central moment s(1 - s)(1 - 2s)."""

    def check(problem):
        scaled = problem.hessian_lipschitz() * 0.25 / SPREAD**3
        return is_maximum_of(scaled, lambda s: s * (1 - s) * abs(1 - 2 * s), 0.0, 1.0)

    assert catches(check, PROBLEM, "hessian_lipschitz")
    slopes = hessian_slopes(PROBLEM, random_pairs(3, 2))
    assert is_supremum(slopes, PROBLEM.hessian_lipschitz(), attained=False)


def test_curvature_vanishes_far_away():
    least = np.linalg.eigvalsh(PROBLEM.hessian(np.array([100.0, 20.0, -30.0])))[0]
    assert PROBLEM.strong_convexity() == 0.0
    assert abs(least) < 1e-12


def test_minimum_to_the_last_digit():
    with precision(BITS):
        exact, x = convert(PROBLEM, balls), balls(np.full(3, 0.01))
        for _ in range(12):
            x = x - np.linalg.solve(exact.hessian(x), exact.gradient(x))
            x = balls(np.array([b.value.mid() for b in x], object))
        assert np.max(np.abs(midpoints(exact.gradient(x)))) < 1e-80
        digits, value = [b.value for b in x], [exact.value(x).value]
    assert catches(lambda q: to_the_last_digit(q.minimizer(), digits), PROBLEM, "minimizer", LAST_DIGITS)
    assert catches(lambda q: to_the_last_digit(q.minimum(), value), PROBLEM, "minimum", LAST_DIGITS)


def test_generated_rows_put_the_minimiser_at_zero_up_to_rounding():
    assert np.max(np.abs(PROBLEM.gradient(np.zeros(3)))) < 1e-15


def test_no_minimiser_outside_the_hull_of_the_rows():
    with pytest.raises(ValueError, match=r"^the (problem|solution) must"):
        p.LogSumExp(np.array([[1.0], [2.0]]), np.zeros(2), 1.0).minimizer()


def test_hessian_products_do_not_cancel_where_one_weight_is_near_one():
    """Rows 1 and -1: H = 1/cosh^2(x), the small variance of a variable of size 1."""
    problem = p.LogSumExp(np.array([[1.0], [-1.0]]), np.zeros(2), 1.0)
    x, v = np.array([15.0]), np.array([1.0])
    expected = 1 / np.cosh(15.0) ** 2
    assert near(problem.hessian_vector(x, v), [expected], 64)
    assert near(problem.hessian(x)[0], [expected], 64)


def test_large_arguments_do_not_overflow():
    x = np.array([1e5, -1e5, 1e5])
    assert near(PROBLEM.value(x), np.max(PROBLEM.A @ x - PROBLEM.b))
    assert np.max(np.abs(PROBLEM.gradient(x) - PROBLEM.A[np.argmax(PROBLEM.A @ x)])) == 0
