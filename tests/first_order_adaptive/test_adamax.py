"""AdaMax: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from adam_peers import RELATIVES, assert_equals_optax, assert_equals_torch

from refimpl.first_order_adaptive.adamax import AdaMax
from verification.tape import follow

USUAL = RELATIVES["adamax"]


def test_two_steps_by_hand():
    """beta1 = 1/2, beta2 = 3/4, epsilon = 0; g = 4, then 1: m^ = 4, (1 + 1/2)/(3/4) = 2; u = 4, 3."""
    x, _ = follow(AdaMax(1.0, 0.5, 0.75, 0.0), np.zeros(1), np.array([[4.0], [1.0]]))
    assert x[1, 0] == -1.0
    assert x[2, 0] == pytest.approx(-1 - 2 / 3, rel=1e-15)


def test_the_maximum_is_the_limit_of_averaged_powers():
    """(1 - beta2^p) sum beta2^(p age) |g|^p lies between (1 - beta2^p) u^p and u^p / (1 - beta2^p) (1 - beta2^p)."""
    rng, beta2, T, p = np.random.default_rng(0), 0.9, 12, 400
    g = np.abs(rng.standard_normal(T))
    faded = beta2 ** np.arange(T - 1, -1, -1) * g
    u = faded.max()
    mean = (1 - beta2**p) ** (1 / p) * u * np.sum((faded / u) ** p) ** (1 / p)
    assert (1 - beta2**p) ** (1 / p) * u <= mean <= T ** (1 / p) * u
    x, _ = follow(AdaMax(1.0, 0.0, beta2, 0.0), np.zeros(1), g[:, None])
    assert abs(g[-1] / (x[-2, 0] - x[-1, 0]) - mean) <= (T ** (1 / p) - 1) * u + 1e-13


@pytest.mark.peers
def test_equal_to_torch_on_a_tape():
    assert_equals_torch(
        USUAL, lambda torch, x: torch.optim.Adamax(x, betas=(USUAL.beta1, USUAL.beta2), eps=USUAL.epsilon)
    )


@pytest.mark.peers
def test_equal_to_optax_on_a_tape():
    assert_equals_optax(
        USUAL, lambda optax, s: optax.adamax(s, b1=USUAL.beta1, b2=USUAL.beta2, eps=USUAL.epsilon)
    )
