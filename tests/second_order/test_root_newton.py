"""Root Newton: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import CubicChain, LogBarrier, Quadratic, random_logistic, random_quadratic
from refimpl.second_order.root_newton import RootNewton


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (RootNewton(0.0), "M must be positive and finite, got 0.0"),
        (RootNewton(np.nan), "M must be positive and finite, got nan"),
        (RootNewton(1.0, 5), "smoothness_order must be one of 2, 3, 4, got 5"),
        (RootNewton(1.0, 1), "smoothness_order must be one of 2, 3, 4, got 1"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, LogBarrier(), np.ones(1), 2)


def test_no_constant_is_prescribed_without_strong_convexity():
    with pytest.raises(ValueError, match=r"strong_convexity must be positive and finite, got 0.0"):
        RootNewton.prescribed(CubicChain(3))
    assert RootNewton.prescribed(random_quadratic([2.0, 1.0], seed=0)) == RootNewton(1.0, 3)


def test_one_gradient_and_one_hessian_per_step():
    t = run(RootNewton(2.0), random_logistic(20, 4, 0.1, seed=0), np.ones(4), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7, "hessian": 7}


@pytest.mark.parametrize("q", [2, 3, 4])
@pytest.mark.parametrize("engine", ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)])
def test_the_minimiser_is_a_fixed_point(q, engine):
    problem = Quadratic(np.array([[2.0, 1.0], [1.0, 4.0]]), np.array([4.0, 9.0]))
    t = run(RootNewton(2.0, q), problem, np.array([1.0, 2.0]), 3, engine=engine)
    assert t.stopped_at == 3
    assert np.array_equal(t.x, np.tile([1.0, 2.0], (4, 1)))


@pytest.mark.parametrize(
    ("M", "q", "start", "expected"),
    [
        # f = x - log x has n = x (x - 1) and G = |x - 1|
        (2.0, 3, 3.0, 1.0),  # sigma = sqrt(2 * 2) = 2, n = 6
        (2.0, 4, 3.0, 1.0),  # sigma = (2 * 4)^{1/3} = 2
        (3.0, 2, 3.0, 1.5),  # sigma = 3
    ],
)
def test_one_step_on_the_log_barrier_by_hand(M, q, start, expected):
    x = run(RootNewton(M, q), LogBarrier(), np.array([start]), 1).x
    np.testing.assert_allclose(x[1], [expected], rtol=1e-14)
