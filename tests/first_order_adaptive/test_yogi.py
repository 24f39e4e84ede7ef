"""Yogi: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from adam_peers import RELATIVES, assert_equals_optax

from refimpl.first_order_adaptive.yogi import Yogi
from verification.tape import follow

USUAL = RELATIVES["yogi"]._replace(initial=1e-6)


def test_two_steps_by_hand():
    """beta1 = 0, beta2 = 3/4, initial = 1; g = 2, then 1: v = 1 + 1, 2 - 1/4; v^ = 8, 4."""
    x, _ = follow(Yogi(1.0, 0.0, 0.75, 0.0, 1.0), np.zeros(1), np.array([[2.0], [1.0]]))
    assert x[1, 0] == pytest.approx(-2 / np.sqrt(8), rel=1e-15)
    assert x[2, 0] - x[1, 0] == pytest.approx(-1 / 2, rel=1e-15)


@pytest.mark.peers
def test_equal_to_optax_on_a_tape():
    assert_equals_optax(
        USUAL, lambda optax, s: optax.yogi(s, b1=USUAL.beta1, b2=USUAL.beta2, eps=USUAL.epsilon)
    )
