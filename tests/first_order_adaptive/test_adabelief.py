"""AdaBelief: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from adam_peers import RELATIVES, assert_equals_optax

from refimpl.first_order_adaptive.adabelief import AdaBelief
from verification.tape import follow

USUAL = RELATIVES["adabelief"]


def test_two_steps_by_hand():
    """beta1 = 1/2, beta2 = 3/4, epsilon = 0; g = 4, then 0: m = 2, 1, g - m = 2, -1, s = 1, 1."""
    x, _ = follow(AdaBelief(1.0, 0.5, 0.75, 0.0), np.zeros(1), np.array([[4.0], [0.0]]))
    assert x[1, 0] == -2.0
    assert x[2, 0] == pytest.approx(-2 - (4 / 3) / np.sqrt(16 / 7), rel=1e-15)


@pytest.mark.peers
def test_equal_to_optax_on_a_tape():
    assert_equals_optax(
        USUAL,
        lambda optax, s: optax.adabelief(
            s, b1=USUAL.beta1, b2=USUAL.beta2, eps=USUAL.epsilon, eps_root=USUAL.epsilon
        ),
    )
