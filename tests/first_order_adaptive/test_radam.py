"""RAdam: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from adam_peers import RELATIVES, assert_equals_optax, assert_equals_torch

from refimpl.first_order_adaptive.radam import rectification, variance_length
from verification.dialects.first_order_adaptive.radam import EpsilonHat, ThresholdFour, Waiting
from verification.tape import follow

USUAL = RELATIVES["radam"]


def test_the_length_by_hand():
    """beta2 = 1/2: rho = 3, rho_2 = 3 - 4 (1/4)/(3/4) = 5/3; and beta2 = 0 remembers one gradient."""
    limit, length = variance_length(0.5, 2)
    assert limit == 3
    assert length == pytest.approx(5 / 3, rel=1e-15)
    assert variance_length(0.0, 7) == (1, 1)


@pytest.mark.parametrize("beta2", [0.9, 0.95, 0.99, 0.999])
def test_the_length_passes_five_at_the_sixth_step(beta2):
    lengths = [variance_length(beta2, t)[1] for t in range(1, 9)]
    assert lengths[0] == pytest.approx(1, rel=1e-9)  # 1/(1 - beta2)^2 roundings
    assert all(4 < length < 5 for length in lengths[4:5])
    assert lengths[3] < 4
    assert lengths[5] > 5


def test_the_factor_tends_to_one():
    assert 0.16 < rectification(*variance_length(0.999, 6)) * 10 < 0.3
    assert rectification(*variance_length(0.999, 20_000)) == pytest.approx(1, abs=1e-4)


def test_threshold_four_differs_by_one_step_only():
    """g = 2 always: five steps of 2 against four and one of r_5; the later steps are the same."""
    g = np.full((8, 1), 2.0)
    a, _ = follow(USUAL._replace(epsilon=0.0), np.zeros(1), g)
    b, _ = follow(ThresholdFour(*USUAL)._replace(epsilon=0.0), np.zeros(1), g)
    steps, others = np.diff(a[:, 0]), np.diff(b[:, 0])
    assert np.argwhere(np.abs(steps - others) > 1e-3).ravel().tolist() == [4]


def test_waiting_stands_still_for_five_steps():
    x, _ = follow(Waiting(*USUAL), np.zeros(1), np.ones((8, 1)))
    assert (x[:6] == 0).all()
    assert (np.diff(x[5:, 0]) < 0).all()


@pytest.mark.peers
def test_equal_to_optax_on_a_tape():
    assert_equals_optax(
        USUAL, lambda optax, s: optax.radam(s, b1=USUAL.beta1, b2=USUAL.beta2, eps=USUAL.epsilon)
    )


@pytest.mark.peers
def test_torch_is_the_dialect_with_epsilon_hat():
    assert_equals_torch(
        EpsilonHat(*USUAL),
        lambda torch, x: torch.optim.RAdam(x, betas=(USUAL.beta1, USUAL.beta2), eps=USUAL.epsilon),
    )
