"""Accelerated cubic Newton: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import CubicChain, FiniteNoise, Quadratic
from refimpl.second_order.accelerated_cubic_newton import AcceleratedCubicNewton
from refimpl.second_order.cubic_newton import CubicNewton


def quiet(problem):
    return FiniteNoise(problem, np.zeros((1, problem.dimension())))


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (AcceleratedCubicNewton(0.0, 0.0, 0.0), "L must be positive and finite, got 0.0"),
        (AcceleratedCubicNewton(1.0, -1.0, 0.0), "delta must be non-negative and finite, got -1.0"),
        (AcceleratedCubicNewton(1.0, 0.0, np.inf), "noise must be non-negative and finite, got inf"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, quiet(CubicChain(3)), np.zeros(3), 2)


def test_two_sampled_gradients_and_one_hessian_per_step():
    t = run(AcceleratedCubicNewton(1.0, 0.5, 0.5), quiet(CubicChain(3)), np.ones(3), 5, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"sample_gradient": 10, "hessian": 5}


def test_the_first_step_is_that_of_cubic_newton_with_twice_the_constant():
    chain, x0 = CubicChain(4), np.array([1.0, -2.0, 0.5, 3.0])
    found = run(AcceleratedCubicNewton(3.0, 0.0, 0.0), quiet(chain), x0, 1).x
    np.testing.assert_allclose(found, run(CubicNewton(6.0), chain, x0, 1).x, rtol=1e-13)


def test_a_minimiser_is_kept_without_errors():
    flat = quiet(Quadratic(np.diag([2.0, 0.0]), np.zeros(2)))
    t = run(AcceleratedCubicNewton(1.0, 0.0, 0.0), flat, np.array([0.0, 3.0]), 4)
    assert np.array_equal(t.x, np.tile([0.0, 3.0], (5, 1)))


def test_prescribed_constants():
    chain = CubicChain(4)
    assert AcceleratedCubicNewton.prescribed(quiet(chain)) == (chain.hessian_lipschitz(), 0.0, 1.0)
    assert AcceleratedCubicNewton.prescribed(quiet(Quadratic(np.eye(2), np.zeros(2)))).L == 1.0
