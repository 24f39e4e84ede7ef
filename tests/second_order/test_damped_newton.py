"""Damped Newton: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import Outcome, run
from refimpl.problems import CubicChain, LogBarrier, random_logistic
from refimpl.second_order.damped_newton import DampedNewton
from refimpl.second_order.newton import Newton


def test_an_unusable_constant_is_told():
    with pytest.raises(ValueError, match=r"M_f must be non-negative and finite, got -1\.0"):
        run(DampedNewton(-1.0), CubicChain(3), np.ones(3), 2)


def test_prescribed_needs_strong_convexity():
    problem = random_logistic(20, 4, 0.25, seed=0)
    assert DampedNewton.prescribed(problem).M_f == pytest.approx(4 * problem.hessian_lipschitz())
    with pytest.raises(ValueError, match=r"strong_convexity must be positive and finite, got 0\.0"):
        DampedNewton.prescribed(CubicChain(6))


def test_the_damped_step_stays_in_the_domain_that_the_full_step_leaves():
    start = np.array([4.0])
    assert run(DampedNewton(1.0), LogBarrier(), start, 1).x[1, 0] == 1.0
    full = run(Newton(1.0), LogBarrier(), start, 1)
    assert full.outcome is Outcome.COMPLETED
    assert full.x[1, 0] < 0


def test_without_constant_it_is_newtons_method():
    problem = random_logistic(20, 3, 0.25, seed=0)
    start = np.full(3, 0.5)
    np.testing.assert_array_equal(
        run(DampedNewton(0.0), problem, start, 5).x, run(Newton(1.0), problem, start, 5).x
    )
