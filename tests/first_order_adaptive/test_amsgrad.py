"""AMSGrad: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from adam_peers import RELATIVES, assert_equals_optax, assert_equals_torch, assert_same_but_for_order

from refimpl.first_order_adaptive.adam import Adam
from refimpl.first_order_adaptive.amsgrad import AMSGrad
from verification.claims.first_order_adaptive import amsgrad as claims
from verification.claims.first_order_adaptive import reddi
from verification.dialects.first_order_adaptive.amsgrad import MaxOfCorrected, Paper
from verification.finding import Verdict
from verification.tape import follow

USUAL = RELATIVES["amsgrad"]


def test_a_large_gradient_is_remembered_by_hand():
    """beta1 = 0, beta2 = 3/4, epsilon = 0; g = 4, then 1: v = 4, 13/4; h^ = 16, 4/(7/16) = 64/7."""
    x, _ = follow(AMSGrad(1.0, 0.0, 0.75, 0.0), np.zeros(1), np.array([[4.0], [1.0]]))
    assert x[1, 0] == -1.0
    assert x[2, 0] == pytest.approx(-1 - np.sqrt(7) / 8, rel=1e-15)


def test_it_is_adam_while_the_second_moment_rises():
    g = 2.0 ** np.arange(12)[:, None] * np.array([1.0, -3.0])
    x, _ = follow(USUAL, np.ones(2), g)
    y, _ = follow(Adam(*USUAL), np.ones(2), g)
    assert_same_but_for_order(x, y)


@pytest.mark.parametrize("dialect", [Paper, MaxOfCorrected])
def test_the_rates_of_these_dialects_do_not_grow_even_with_constant_steps(dialect):
    for power in (0.0, 0.5):
        found = claims.rates_do_not_grow.examine(method=dialect, engine="numpy", power=power)
        assert found.verdict is Verdict.HOLDS, found


@pytest.mark.parametrize("cls", [AMSGrad, Paper, MaxOfCorrected])
def test_the_best_point_is_found_where_adam_ends_at_the_worst(cls):
    parameters = (1.0, 0.0, reddi.BETA2, 0.0)
    assert reddi.play(cls(*parameters), 3000)[-1] < -0.9
    assert reddi.play(Adam(*parameters), 3001)[-1] == 1.0


@pytest.mark.peers
def test_equal_to_torch_on_a_tape():
    assert_equals_torch(
        USUAL, lambda torch, x: torch.optim.Adam(x, betas=(0.875, 0.75), eps=USUAL.epsilon, amsgrad=True)
    )


@pytest.mark.peers
def test_optax_is_the_dialect_that_maximises_corrected_moments():
    assert_equals_optax(
        MaxOfCorrected(*USUAL), lambda optax, s: optax.amsgrad(s, b1=0.875, b2=0.75, eps=USUAL.epsilon)
    )
