"""Adan: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from adam_peers import RELATIVES, assert_equals_optax

from refimpl.first_order_adaptive.adan import Adan
from verification.mutants.first_order_adaptive.adan import OneMinusBeta2
from verification.tape import follow

USUAL = RELATIVES["adan"]


def test_two_steps_by_hand():
    """betas 1/2, 3/4, 1/2, epsilon = 0; g = 1, then 3: m^ = 7/3, w^ = 8/7, n^ = (1 + 2 (9/2)^2)/3."""
    x, _ = follow(Adan(1.0, 0.5, 0.75, 0.5, 0.0), np.zeros(1), np.array([[1.0], [3.0]]))
    assert x[1, 0] == -1.0
    u = (7 / 3 + 3 / 4 * 8 / 7) / np.sqrt((1 + 2 * 4.5**2) / 3)
    assert x[2, 0] - x[1, 0] == pytest.approx(-u, rel=1e-15)


@pytest.mark.peers
def test_optax_is_the_mistake_that_weights_with_one_minus_beta2():
    assert_equals_optax(
        OneMinusBeta2(*USUAL),
        lambda optax, s: optax.adan(s, b1=0.875, b2=0.75, b3=USUAL.beta3, eps=USUAL.epsilon, eps_root=0.0),
    )
