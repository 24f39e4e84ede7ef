"""Adaptive lazy Newton: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import CubicChain, CubicPower, Quadratic, random_logistic
from refimpl.second_order.adaptive_lazy_newton import AdaptiveLazyNewton
from refimpl.second_order.lazy_newton import LazyNewton


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (AdaptiveLazyNewton(0.0, 3), "least_constant must be positive and finite, got 0.0"),
        (AdaptiveLazyNewton(np.nan, 3), "least_constant must be positive and finite, got nan"),
        (AdaptiveLazyNewton(1.0, 0), "period must be an integer of at least 1, got 0"),
    ],
)
def test_unusable_constants_and_periods_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, CubicChain(3), np.zeros(3), 2)


def test_prescribed_needs_no_constant_of_the_function():
    assert AdaptiveLazyNewton.prescribed(CubicChain(6)) == AdaptiveLazyNewton(0.125, 6)
    assert AdaptiveLazyNewton.prescribed(CubicPower(1.0)) == AdaptiveLazyNewton(0.125, 2)


def test_a_replayed_phase_asks_for_no_new_hessian():
    t = run(AdaptiveLazyNewton(2.0**-6, 2), CubicPower(1.0), np.ones(1), 4, count=True)
    assert t.calls is not None
    assert t.calls["hessian"] == 4
    assert t.calls["gradient"] > 1 + 4 * 2
    assert t.calls["gradient"] % 2 == 1


def test_with_enough_regularisation_it_is_lazy_newton():
    problem = random_logistic(20, 4, 0.1, seed=0)
    M = 10 * problem.hessian_lipschitz()
    phases = run(AdaptiveLazyNewton(M, 3), problem, np.ones(4), 4).x
    steps = run(LazyNewton(M, 3), problem, np.ones(4), 12).x
    np.testing.assert_allclose(phases, steps[::3], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("engine", ["numpy", "ball"])
def test_a_zero_gradient_ends_the_phase_even_where_the_hessian_is_singular(engine):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(AdaptiveLazyNewton(1.0, 2), flat, np.array([0.0, 3.0]), 5, engine=engine)
    assert np.array_equal(t.x, np.tile([0.0, 3.0], (6, 1)))
