"""NAdam: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from adam_peers import RELATIVES, assert_equals_optax, assert_equals_torch, assert_same_but_for_order
from layerwise_peers import torch_iterates

from refimpl.first_order_adaptive.adam import Adam
from refimpl.first_order_adaptive.nadam import NAdam
from verification.claims.first_order_adaptive.adam_tapes import GRADIENTS, START, STEP_SIZES, TAPE
from verification.dialects.first_order_adaptive.nadam import ConstantMomentum
from verification.tape import follow

USUAL = RELATIVES["nadam"]


def test_the_first_step_by_hand():
    """psi = 0 and beta1 = 1/2: all mu are 1/4, m = g/2, n = (1/8)/(15/16) g + g = (17/15) g."""
    x, _ = follow(NAdam(1.0, 0.5, 0.75, 0.0, 0.0), np.zeros(2), np.array([[3.0, -4.0]]))
    np.testing.assert_allclose(x[1], [-17 / 15, 17 / 15], rtol=1e-15)


def test_without_momentum_it_is_adam_without_momentum():
    x, _ = follow(USUAL._replace(beta1=0.0), **TAPE)
    y, _ = follow(Adam(*USUAL[:4])._replace(beta1=0.0), **TAPE)
    assert_same_but_for_order(x, y)


def torch_nadam(torch, x):
    betas = (USUAL.beta1, USUAL.beta2)
    return torch.optim.NAdam(x, betas=betas, eps=USUAL.epsilon, momentum_decay=USUAL.momentum_decay)


@pytest.mark.peers
def test_equal_to_torch_on_a_tape():
    """PyTorch keeps the product of momenta in its default format: float64 is asked for here."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        assert_equals_torch(USUAL, torch_nadam)
    finally:
        torch.set_default_dtype(before)


@pytest.mark.peers
def test_torch_rounds_the_product_of_momenta_to_float32_even_for_float64_parameters():
    theirs = torch_iterates(torch_nadam, START, GRADIENTS, STEP_SIZES)
    gap = np.abs(theirs - follow(USUAL, **TAPE)[0]).max()
    assert 1e-11 < gap < 1e-7  # unit roundoff of float32 is 6e-8, of float64 1e-16


@pytest.mark.peers
def test_optax_is_the_dialect_with_constant_momentum():
    assert_equals_optax(
        ConstantMomentum(*USUAL),
        lambda optax, s: optax.nadam(s, b1=USUAL.beta1, b2=USUAL.beta2, eps=USUAL.epsilon),
    )
