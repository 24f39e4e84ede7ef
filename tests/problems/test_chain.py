from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import pytest
from constants import BITS, LAST_DIGITS, catches, entries, matrix, near, to_the_last_digit

from refimpl import problems as p
from refimpl.engines.ball import precision


def second_difference(d):
    return 2 * np.eye(d) - np.eye(d, k=1) - np.eye(d, k=-1)


@pytest.mark.parametrize("d", [1, 2, 9])
def test_spectral_constants_are_the_extreme_eigenvalues(d):
    problem = p.Chain(8.0, d)
    w = np.linalg.eigvalsh(2.0 * second_difference(d))
    assert np.array_equal(problem.hessian(np.zeros(d)), 2.0 * second_difference(d))
    assert catches(lambda q: near(q.smoothness(), w[-1], 64), problem, "smoothness")
    assert catches(lambda q: near(q.strong_convexity(), w[0], 64 * 4), problem, "strong_convexity")
    assert problem.hessian_lipschitz() == 0.0


@pytest.mark.parametrize(("scale", "d"), [(1.0, 21), (0.3, 5), (7.7, 1)])
def test_minimum_to_the_last_digit(scale, d):
    """Against the enclosure of T x = e_1, f* = -(scale/8) x_1."""
    problem = p.Chain(scale, d)
    with precision(BITS):
        x = entries(matrix(second_difference(d)).solve(matrix(np.eye(d)[0])))
        value = [-matrix([[scale]])[0, 0] * x[0] / 8]
    assert catches(lambda q: to_the_last_digit(q.minimizer(), x), problem, "minimizer", LAST_DIGITS)
    assert catches(lambda q: to_the_last_digit(q.minimum(), value), problem, "minimum", LAST_DIGITS)


def chain_values(d, steps):
    """f(x_k) - f* of conjugate gradients from 0 with scale 8, in fractions."""
    T = [[F(2 * (i == j) - (abs(i - j) == 1)) for j in range(d)] for i in range(d)]

    def times(v):
        return [sum(t * a for t, a in zip(row, v)) for row in T]

    x, r = [F(0)] * d, [F(int(i == 0)) for i in range(d)]
    direction, values = r, []
    for _ in range(steps):
        Ad = times(direction)
        rr = sum(a * a for a in r)
        step = rr / sum(a * b for a, b in zip(direction, Ad))
        x = [a + step * b for a, b in zip(x, direction)]
        r = [a - step * b for a, b in zip(r, Ad)]
        ratio = sum(a * a for a in r) / rr
        direction = [a + ratio * b for a, b in zip(r, direction)]
        values.append(2 * (sum(a * b for a, b in zip(x, times(x))) / 2 - x[0]) + F(d, d + 1))
    return values


def test_conjugate_gradients_attain_the_lower_bound_in_fractions():
    d, steps = 12, 8
    values = chain_values(d, steps)
    assert values == [F(1, k + 1) - F(1, d + 1) for k in range(1, steps + 1)]
    problem = p.Chain(8.0, d)
    for k, value in enumerate(values, 1):
        assert near(problem.lower_bound(k), float(value), 64)
        assert not near(problem.lower_bound(k + 1), float(value), 64)


def test_suboptimality_is_the_difference_of_values_in_fractions():
    problem, x = p.Chain(8.0, 5), np.array([F(3), F(-1, 2), F(5, 7), F(0), F(2)], object)
    expected = float(problem.value(x) + F(5, 6))
    assert near(problem.suboptimality(x.astype(float)), expected)
    close = problem.minimizer() + 2.0**-30 * np.array(
        [1.0, 0, -1, 0, 1]
    )  # f - f* = 6 * 2^-60, no cancellation
    assert near(problem.suboptimality(close), 6 * 2.0**-60, 2**24)
