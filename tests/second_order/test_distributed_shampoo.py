"""Distributed Shampoo and the coupled Newton iteration: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.first_order_adaptive.shampoo import Shampoo
from refimpl.problems import HessianFamily, diagonal_quadratic
from refimpl.second_order.coupled_newton import CoupledNewton
from refimpl.second_order.distributed_shampoo import DistributedShampoo
from verification.claim import mutants_of
from verification.tape import follow

USUAL = DistributedShampoo(0.5, 0.125, 2, 1, 3)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"epsilon": 0.0}, r"epsilon must lie in \[9.09.*e-13, 1.0\], got 0.0"),
        ({"columns": 3}, r"rows \* columns must divide the dimension 4, got 2 \* 3"),
        ({"period": 0}, "period must be an integer of at least 1, got 0"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(USUAL._replace(**change), diagonal_quadratic([1.0, 2.0, 3.0, 4.0]), np.ones(4), 2)


@pytest.mark.parametrize(
    ("algorithm", "matrix", "message"),
    [
        (CoupledNewton(0), np.eye(2), "order must be an integer of at least 1, got 0"),
        (
            CoupledNewton(2),
            np.ones((2, 2)),
            "the mean Hessian must be positive definite, got an eigenvalue of 0",
        ),
    ],
)
def test_roots_that_do_not_exist_are_refused(algorithm, matrix, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, HessianFamily(matrix), np.zeros(4), 2)


def test_nothing_moves_without_a_gradient_and_later_gradients_are_preconditioned():
    g = np.array([[0.0] * 4, [1.0, 2.0, -1.0, 0.5], [0.0] * 4])
    x, _ = follow(USUAL._replace(period=1), np.ones(4), g)
    assert np.array_equal(x[0], x[1])
    assert np.array_equal(x[2], x[3])
    np.testing.assert_allclose(np.linalg.norm(x[2] - x[1]), 0.5 * 2, rtol=1e-14)  # s |sign g|


def test_one_block_and_period_one_step_in_the_direction_of_shampoo():
    """For one gradient the ridge eps |g|^2 of both factors is Shampoo's with that epsilon: G is of rank one."""
    g = np.outer([1.0, -2.0], [0.5, 1.0]).ravel()
    ours = follow(USUAL._replace(columns=2, period=1), np.zeros(4), g[None])[0][1]
    plain = follow(Shampoo(1.0, 0.125 * np.dot(g, g), 2), np.zeros(4), g[None])[0][1]
    np.testing.assert_allclose(ours / np.linalg.norm(ours), plain / np.linalg.norm(plain), rtol=1e-13)


@pytest.mark.parametrize("scaled", [5.1, 6.0, 8.0])
def test_a_residual_of_zero_passes_a_root_of_the_wrong_sign(scaled):
    """p = 4, an eigenvalue of z A in (p + 1, 2p + 1): M tends to I, and X to -A^{-1/4} there."""
    unscaled = next(m for m in mutants_of("coupled-newton") if m.variant_name == "not-scaled")
    problem = HessianFamily(np.diag([scaled, 1.0]))
    state = unscaled(4).init(problem, np.zeros(4))
    for _ in range(60):
        state = unscaled(4).step(problem, state, None)
    np.testing.assert_allclose(state.M, np.eye(2), atol=1e-12)
    np.testing.assert_allclose(state.x, [-(scaled**-0.25), 0.0, 0.0, 1.0], atol=1e-12)
