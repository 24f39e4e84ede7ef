"""Adam: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from adam_peers import RELATIVES, assert_equals_optax, assert_equals_torch

from refimpl import run
from refimpl.first_order_adaptive.adam import Adam
from refimpl.problems import Linear
from verification.arithmetic.adam import largest_steps
from verification.dialects.first_order_adaptive.adam import EpsilonInside
from verification.tape import follow

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]
USUAL = RELATIVES["adam"]


@pytest.mark.parametrize("engine", ENGINES)
def test_without_memory_and_epsilon_it_steps_by_the_sign(engine):
    """beta1 = beta2 = epsilon = 0: g/|g|, and 0 where g = 0."""
    t = run(Adam(0.25, 0.0, 0.0, 0.0), Linear(np.array([1e-9, -3.0, 0.0])), np.zeros(3), 4, engine=engine)
    assert np.array_equal(t.x, np.arange(5)[:, None] * np.array([-0.25, 0.25, 0.0]))


def test_two_steps_by_hand():
    """beta1 = 1/2, beta2 = 3/4, epsilon = 1; g = 3, then 0: m^ = 3, 1; v^ = 9, 27/7."""
    x, _ = follow(Adam(1.0, 0.5, 0.75, 1.0), np.zeros(1), np.array([[3.0], [0.0]]))
    assert x[1, 0] == -0.75
    assert x[2, 0] == pytest.approx(-0.75 - 1 / (1 + np.sqrt(27 / 7)), rel=1e-15)


def test_the_longest_steps_by_hand():
    """U_1 = 1 and U_2 from two weights each: m^ has 1/3, 2/3 and v^ 3/7, 4/7 for beta = 1/2, 3/4."""
    U = largest_steps(0.5, 0.75, 2)
    assert float(U[0]) == 1
    assert float(U[1] ** 2) == pytest.approx((1 / 9) / (3 / 7) + (4 / 9) / (4 / 7), rel=1e-15)
    limit = 0.1 / np.sqrt(0.001 * (1 - 0.81 / 0.999))
    assert limit == pytest.approx(7.270, abs=5e-4)
    assert float(largest_steps(0.9, 0.999, 1000)[-1]) == pytest.approx(5.78, abs=5e-3)


@pytest.mark.peers
def test_equal_to_other_libraries_on_a_tape():
    betas = {"b1": USUAL.beta1, "b2": USUAL.beta2}
    assert_equals_optax(USUAL, lambda optax, s: optax.adam(s, eps=2.0**-7, **betas))
    inside = EpsilonInside(*USUAL)
    assert_equals_optax(inside, lambda optax, s: optax.adam(s, eps=0.0, eps_root=2.0**-7, **betas))


@pytest.mark.peers
@pytest.mark.parametrize("foreach", [False, True])
def test_equal_to_torch_on_a_tape(foreach):
    assert_equals_torch(
        USUAL,
        lambda torch, x: torch.optim.Adam(x, betas=(USUAL.beta1, USUAL.beta2), eps=2.0**-7, foreach=foreach),
    )
