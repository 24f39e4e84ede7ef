"""Newton's method: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import root

from refimpl import Outcome, run
from refimpl.problems import CubicChain, LogQuadratic, Quadratic, random_logistic
from refimpl.second_order.newton import Newton


@pytest.mark.parametrize("step_size", [0.0, -1.0, np.inf])
def test_an_unusable_step_size_is_told(step_size):
    with pytest.raises(ValueError, match=f"step_size must be positive and finite, got {step_size}"):
        run(Newton(step_size), LogQuadratic(1), np.ones(1), 2)


def test_one_gradient_and_one_hessian_per_step():
    t = run(Newton(1.0), random_logistic(20, 4, 0.1, seed=0), np.zeros(4), 5, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 5, "hessian": 5}


def test_the_full_step_is_prescribed_and_strong_convexity_is_asked_for():
    with pytest.raises(ValueError, match=r"strong_convexity must be positive and finite, got 0.0"):
        Newton.prescribed(CubicChain(3))
    assert Newton.prescribed(random_logistic(20, 4, 0.1, seed=0)) == Newton(1.0)


def test_the_root_of_the_gradient_is_that_of_an_independent_solver():
    problem = random_logistic(30, 4, 0.1, seed=1)
    x = run(Newton(1.0), problem, np.zeros(4), 8).x[-1]
    found = root(problem.gradient, np.zeros(4), jac=problem.hessian, tol=1e-13)
    np.testing.assert_allclose(x, found.x, atol=1e-12)


def test_a_singular_hessian_ends_the_run_by_name():
    t = run(Newton(1.0), Quadratic(np.diag([2.0, 0.0]), np.zeros(2)), np.array([1.0, 3.0]), 5)
    assert t.outcome is not Outcome.COMPLETED
    assert t.stopped_at == 0


@pytest.mark.parametrize(("start", "end"), [(0.5, 0.0), (0.577, 0.0), (0.578, np.inf), (0.7, np.inf)])
def test_the_basin_of_a_nonconvex_function_ends_where_the_iterates_cycle(start, end):
    x = run(Newton(1.0), LogQuadratic(1), np.array([start]), 25).x[-1, 0]
    assert abs(x) < 1e-12 if end == 0 else abs(x) > 1e3
