"""AdaHessian: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import Quadratic, diagonal_quadratic
from refimpl.second_order.adahessian import AdaHessian

USUAL = AdaHessian(step_size=0.25, beta1=0.5, beta2=0.75, power=1.0, epsilon=0.125, weight_decay=0.0, block=2)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"block": 3}, "block must divide the dimension 4, got 3"),
        ({"block": 0}, "block must be an integer of at least 1, got 0"),
        ({"epsilon": 0.0}, "epsilon must be positive and finite, got 0.0"),
        ({"beta2": 1.0}, r"beta2 must lie in \[0, 1\), got 1.0"),
        ({"power": 1.5}, r"power must lie in \[0, 1\], got 1.5"),
        ({"weight_decay": -1.0}, "weight_decay must be non-negative and finite, got -1.0"),
    ],
)
def test_what_cannot_be_used_is_told(change, words):
    with pytest.raises(ValueError, match=words):
        run(USUAL._replace(**change), diagonal_quadratic([1.0, 2.0, 3.0, 4.0]), np.ones(4), 1)


def test_one_gradient_and_one_product_per_step():
    t = run(USUAL, diagonal_quadratic([2.0, 1.0]), np.ones(2), 7, count=True)
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7, "hessian_vector": 7}


def test_without_curvature_epsilon_divides_the_momentum():
    flat = Quadratic(np.zeros((2, 2)), np.array([-1.0, 0.5]))
    t = run(USUAL._replace(beta1=0.0), flat, np.zeros(2), 2)
    assert t.x.tolist() == [[0.0, 0.0], [-2.0, 1.0], [-4.0, 2.0]]


def test_power_zero_is_gradient_descent_with_momentum_over_one_plus_epsilon():
    problem = Quadratic(np.array([[2.0, 1.0], [1.0, 4.0]]), np.ones(2))
    t = run(USUAL._replace(power=0.0, beta1=0.0, epsilon=1.0), problem, np.ones(2), 3)
    x = [np.ones(2)]
    for _ in range(3):
        x.append(x[-1] - 0.125 * (problem.A @ x[-1] - problem.b))
    assert np.array_equal(t.x, x)


def test_blocks_share_the_mean_of_the_curvature():
    """H = diag(1, 3): both coordinates divide by 2, so they shrink by 1 - eta/2 and 1 - 3 eta/2."""
    method = USUAL._replace(beta1=0.0, epsilon=2.0**-80)
    x = run(method, diagonal_quadratic([1.0, 3.0]), np.ones(2), 1).x[1]
    assert x.tolist() == [1 - 0.125, 1 - 0.375]
