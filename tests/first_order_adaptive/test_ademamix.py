"""AdEMAMix: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from adam_peers import RELATIVES, assert_equals_optax

from refimpl.first_order_adaptive.ademamix import AdEMAMix
from verification.tape import follow

USUAL = RELATIVES["ademamix"]


def test_two_steps_by_hand():
    """betas 1/2, 0, 3/4, alpha 2, T = 1, epsilon = 0; g = 1, then 2: m^ = 1, 5/3; l = 1/4, 11/16; sqrt(v) = 1, 2."""
    x, _ = follow(AdEMAMix(1.0, 0.5, 0.0, 0.75, 2.0, 0.0, 0.0, 1), np.zeros(1), np.array([[1.0], [2.0]]))
    assert x[1, 0] == pytest.approx(-(1 + 2 / 4), rel=1e-15)
    assert x[2, 0] - x[1, 0] == pytest.approx(-(5 / 3 + 2 * 11 / 16) / 2, rel=1e-15)


def test_the_schedules_end_at_the_warm_up():
    assert [USUAL.slow_weight(t) for t in (1, 3, 6, 7)] == [0.5, 1.5, 3.0, 3.0]
    betas = [USUAL.slow_beta(t) for t in range(8)]
    assert betas[0] == pytest.approx(USUAL.beta1, rel=1e-14)
    assert betas[6] == betas[7] == USUAL.beta3
    assert betas == sorted(betas)


@pytest.mark.peers
def test_equal_to_optax_on_a_tape():
    def make(optax, s):
        import jax.numpy as jnp

        alphas, betas = (
            jnp.array([f(t) for t in range(1, 12)]) for f in (USUAL.slow_weight, USUAL.slow_beta)
        )
        return optax.contrib.ademamix(
            s, b1=0.875, b2=USUAL.beta2, b3=lambda t: betas[t], alpha=lambda t: alphas[t], eps=USUAL.epsilon
        )

    assert_equals_optax(USUAL, make)
