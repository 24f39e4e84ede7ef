"""AdamW: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from adam_peers import RELATIVES, assert_equals_optax, assert_equals_torch

from refimpl import run
from refimpl.first_order_adaptive.adamw import AdamW
from refimpl.problems import Quadratic
from verification.claims.first_order_adaptive.adam_tapes import TAPE
from verification.dialects.first_order_adaptive.adamw import CoupledDecay, ScheduleOnlyDecay
from verification.tape import follow

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]
USUAL = RELATIVES["adamw"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("epsilon", [0.0, 1e-8])
def test_only_the_decay_acts_where_no_gradient_was_seen(engine, epsilon):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    algorithm = USUAL._replace(step_size=0.5, weight_decay=0.5, epsilon=epsilon)
    t = run(algorithm, flat, np.array([0.0, 4.0]), 3, engine=engine)
    assert t.x.tolist() == [[0.0, 4.0], [0.0, 3.0], [0.0, 2.25], [0.0, 1.6875]]


def test_the_decay_of_the_paper_is_the_base_step_times_this_one():
    """With lambda' = eta_1 lambda the schedule-only form is AdamW, for changing step sizes as well."""
    first = TAPE["step_sizes"][0]
    x, _ = follow(USUAL, **TAPE)
    y, _ = follow(ScheduleOnlyDecay(*USUAL)._replace(weight_decay=first * USUAL.weight_decay), **TAPE)
    # ten steps, a few roundings each, of numbers up to 4
    np.testing.assert_allclose(y, x, rtol=0, atol=100 * 4 * 2.0**-53)


@pytest.mark.peers
def test_equal_to_optax_on_a_tape():
    assert_equals_optax(
        USUAL,
        lambda optax, s: optax.adamw(
            s, b1=USUAL.beta1, b2=USUAL.beta2, eps=USUAL.epsilon, weight_decay=USUAL.weight_decay
        ),
    )


@pytest.mark.peers
@pytest.mark.parametrize(("cls", "theirs"), [(AdamW, "AdamW"), (CoupledDecay, "Adam")])
def test_equal_to_torch_on_a_tape(cls, theirs):
    assert_equals_torch(
        cls(*USUAL),
        lambda torch, x: getattr(torch.optim, theirs)(
            x, betas=(USUAL.beta1, USUAL.beta2), eps=USUAL.epsilon, weight_decay=USUAL.weight_decay
        ),
    )
