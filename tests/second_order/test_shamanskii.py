"""Shamanskii's method: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import CubicChain, random_logistic
from refimpl.second_order.shamanskii import Shamanskii


@pytest.mark.parametrize(
    ("period", "message"),
    [
        (0, "period must be an integer of at least 1, got 0"),
        (2.0, "period must be an integer of at least 1, got 2.0"),
    ],
)
def test_an_unusable_period_is_told(period, message):
    with pytest.raises(ValueError, match=message):
        run(Shamanskii(period), CubicChain(3), np.ones(3), 2)


@pytest.mark.parametrize(
    ("period", "steps", "hessians"), [(1, 7, 7), (3, 7, 3), (7, 7, 1), (7, 8, 2), (20, 7, 1)]
)
def test_one_gradient_per_step_and_one_hessian_per_phase_of_this_method(period, steps, hessians):
    t = run(Shamanskii(period), random_logistic(20, 4, 0.1, seed=0), np.zeros(4), steps, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": steps, "hessian": hessians}


def test_prescribed_takes_the_dimension_of_a_strongly_convex_problem():
    assert Shamanskii.prescribed(random_logistic(20, 4, 0.1, seed=0)) == Shamanskii(4)
    with pytest.raises(ValueError, match=r"strong_convexity must be positive and finite, got 0.0"):
        Shamanskii.prescribed(CubicChain(6))


def test_a_phase_solves_with_one_matrix():
    problem = random_logistic(20, 4, 0.1, seed=0)
    x = run(Shamanskii(3), problem, np.full(4, 0.5), 4).x
    inverse = np.linalg.inv(problem.hessian(x[0]))
    for k in range(3):
        np.testing.assert_allclose(x[k + 1], x[k] - inverse @ problem.gradient(x[k]), atol=1e-14)
    fresh = x[3] - np.linalg.inv(problem.hessian(x[3])) @ problem.gradient(x[3])
    np.testing.assert_allclose(x[4], fresh, atol=1e-14)
