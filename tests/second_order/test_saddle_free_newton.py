"""Dense and Krylov saddle-free Newton: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import Outcome, run
from refimpl.problems import LogQuadratic, diagonal_quadratic, random_robust_regression
from refimpl.second_order.krylov_saddle_free_newton import KrylovSaddleFreeNewton
from refimpl.second_order.newton import Newton
from refimpl.second_order.saddle_free_newton import SaddleFreeNewton


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (SaddleFreeNewton(-1.0), "damping must be non-negative and finite, got -1.0"),
        (KrylovSaddleFreeNewton(0.0, 1), "damping must be positive and finite, got 0.0"),
        (KrylovSaddleFreeNewton(1.0, 0), "size must be an integer of at least 1, got 0"),
        (KrylovSaddleFreeNewton(1.0, 4), "size must be at most the dimension 3, got 4"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, LogQuadratic(3), np.ones(3), 2)


def test_a_krylov_step_costs_as_many_products_as_the_space_has_dimensions():
    problem = random_robust_regression(15, 4, 1.0, seed=0)
    t = run(KrylovSaddleFreeNewton(0.5, 3), problem, np.ones(4), 5, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 5, "hessian_vector": 15}


@pytest.mark.parametrize("engine", ["numpy", "ball"])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_a_zero_gradient_does_not_move_the_krylov_method(engine, size):
    x = run(KrylovSaddleFreeNewton(0.5, size), LogQuadratic(3), np.zeros(3), 2, engine=engine).x
    assert not x.any()


def test_a_start_without_component_along_negative_curvature_stays_without():
    """A limit of the method, not a mistake: the saddle is reached along its stable manifold."""
    x = run(SaddleFreeNewton(0.0), diagonal_quadratic([1.0, -1.0]), np.array([1.0, 0.0]), 3).x
    assert not x[1:].any()


def test_a_zero_eigenvalue_needs_damping():
    flat = diagonal_quadratic([2.0, 0.0])
    with np.errstate(all="ignore"):
        assert run(SaddleFreeNewton(0.0), flat, np.array([1.0, 3.0]), 2).outcome is not Outcome.COMPLETED
    x = run(SaddleFreeNewton(2.0), flat, np.array([1.0, 3.0]), 2).x
    np.testing.assert_allclose(x, [[1.0, 3.0], [0.5, 3.0], [0.25, 3.0]], rtol=1e-15)


def test_newtons_method_where_the_function_is_convex():
    start = np.array([0.5, -0.25])
    free = run(SaddleFreeNewton(0.0), LogQuadratic(2), start, 4).x
    np.testing.assert_allclose(free, run(Newton(1.0), LogQuadratic(2), start, 4).x, rtol=1e-13, atol=1e-16)
