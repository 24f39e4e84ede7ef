from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import pytest
from constants import LAST_DIGITS, catches, near, rational, to_the_last_digit
from derivatives import hessian_slopes, is_supremum, random_pairs

from refimpl import problems as p


def differences(d):
    return np.eye(d) - np.eye(d, k=1)


@pytest.mark.parametrize("d", [1, 2, 7])
def test_hessian_lipschitz_follows_from_the_norm_of_the_differences(d):
    """A bound: 2 |B|^2 times sqrt 2, which no row of B exceeds."""
    problem, B = p.CubicChain(d), differences(d)
    norm = np.linalg.norm(B, 2)
    assert max(np.linalg.norm(row) for row in B) <= np.sqrt(2)
    assert catches(lambda q: near(q.matrix_norm(), norm, 64), problem, "matrix_norm")
    assert catches(
        lambda q: near(q.hessian_lipschitz(), 2 * np.sqrt(2) * norm**2, 64), problem, "hessian_lipschitz"
    )
    slopes = hessian_slopes(problem, random_pairs(d, 4))
    assert is_supremum(slopes, problem.hessian_lipschitz(), attained=False)


@pytest.mark.parametrize("d", [1, 2, 6, 7])
def test_minimum_to_the_last_digit(d):
    """f is convex and its gradient vanishes exactly at (d, ..., 1), where f = d/3 - d."""
    problem, x = p.CubicChain(d), [F(d - i) for i in range(d)]
    Bx = [a - b for a, b in zip(x, [*x[1:], F(0)])]
    flow = [abs(z) * z for z in Bx]
    assert [a - b for a, b in zip(flow, [F(0), *flow[:-1]])] == [F(int(i == 0)) for i in range(d)]
    value = sum(abs(z) ** 3 for z in Bx) / 3 - x[0]
    digits, low = [rational(a) for a in x], [rational(value)]
    assert catches(lambda q: to_the_last_digit(q.minimizer(), digits), problem, "minimizer", LAST_DIGITS)
    assert catches(lambda q: to_the_last_digit(q.minimum(), low), problem, "minimum", LAST_DIGITS)


def test_suboptimality_is_the_difference_of_values_in_fractions():
    problem, x = p.CubicChain(5), np.array([F(3), F(-1, 2), F(5, 7), F(0), F(2)], object)
    Bx = [a - b for a, b in zip(x, [*x[1:], F(0)])]
    value = sum(abs(z) ** 3 for z in Bx) / 3 - x[0]
    flat = sum((abs(z) - 1) ** 2 * (abs(z) + 2) / 3 + abs(z) - z for z in Bx)
    assert flat == value + F(10, 3)
    assert near(problem.suboptimality(x.astype(float)), float(value + F(10, 3)))


def test_the_hessian_vanishes_where_all_differences_do():
    assert not p.CubicChain(4).hessian(np.zeros(4)).any()
    assert p.CubicChain(4).strong_convexity() == 0.0
