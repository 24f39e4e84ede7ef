"""Damped Newton with backtracking: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import minimize

from refimpl import run
from refimpl.problems import CubicChain, LogBarrier, Quadratic, random_logistic
from refimpl.second_order.backtracking_newton import TRIALS, BacktrackingNewton


@pytest.mark.parametrize("constant", [0.0, -1.0, np.nan])
def test_an_unusable_least_constant_is_told(constant):
    with pytest.raises(ValueError, match=f"least_constant must be positive and finite, got {constant}"):
        run(BacktrackingNewton(constant), LogBarrier(), np.ones(1), 2)


def test_no_constant_is_prescribed_for_a_chain_without_strong_convexity():
    with pytest.raises(ValueError, match=r"strong_convexity must be positive and finite, got 0.0"):
        BacktrackingNewton.prescribed(CubicChain(3))
    assert BacktrackingNewton.prescribed(random_logistic(20, 4, 0.1, seed=0)) == BacktrackingNewton(0.125)


def test_a_full_step_on_a_quadratic_up_to_the_least_constant():
    problem = Quadratic(np.array([[2.0, 1.0], [1.0, 4.0]]), np.array([4.0, 9.0]))
    t = run(BacktrackingNewton(1e-3), problem, np.array([3.0, -1.0]), 1, count=True)
    away = np.array([2.0, -3.0])
    sigma = 1e-3 * (away @ problem.A @ away) ** (1 / 3)
    np.testing.assert_allclose(t.x[1], [1, 2] + sigma / (1 + sigma) * away, rtol=1e-13)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 2, "hessian": 1}


def test_a_trial_outside_the_domain_is_rejected():
    # from x = 3 the full step of x - log x leads to -3, where the slope is that of no convex function
    x = run(BacktrackingNewton(2.0**-10), LogBarrier(), np.array([3.0]), 8).x[:, 0]
    assert (x > 0).all()
    assert abs(x[-1] - 1) < 1e-3


def test_the_search_ends_where_no_trial_passes():
    class Rising(Quadratic):
        def gradient(self, x):
            return -np.abs(x) if x[0] == 1.0 else np.abs(x)

    t = run(
        BacktrackingNewton(1.0), Rising(np.eye(1), np.zeros(1)), np.ones(1), 1, count=True, engine="numpy"
    )
    assert t.calls is not None
    assert t.calls["gradient"] <= TRIALS + 1


def test_the_minimiser_is_that_of_an_independent_solver():
    problem = random_logistic(40, 4, 1e-2, seed=2)
    start = np.full(4, 5.0)
    x = run(BacktrackingNewton(2.0**-10), problem, start, 15).x[-1]
    found = minimize(
        problem.value, start, jac=problem.gradient, hess=problem.hessian, method="trust-exact", tol=1e-12
    )
    np.testing.assert_allclose(x, found.x, atol=1e-7)
