"""AdaDelta: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from adam_peers import assert_equals_optax, assert_equals_torch

from refimpl import run
from refimpl.first_order_adaptive.adadelta import AdaDelta
from refimpl.problems import Linear, Quadratic
from verification.tape import follow

USUAL = AdaDelta(1.0, 0.875, 2.0**-7)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"beta2": 1.0}, r"beta2 must lie in \[0, 1\), got 1.0"),
        ({"beta2": np.nan}, "beta2 must be a finite number, got nan"),
        ({"epsilon": -1.0}, "epsilon must be non-negative and finite, got -1.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(USUAL._replace(**change), Linear(np.ones(2)), np.ones(2), 2)


def test_two_steps_by_hand():
    """beta2 = 3/4, epsilon = 1; g = 2, then 2: v = 1, 7/4; u = 2/sqrt 2, D = 1/2, u = 2 sqrt(3/2)/sqrt(11/4)."""
    x, _ = follow(AdaDelta(0.5, 0.75, 1.0), np.zeros(1), np.full((2, 1), 2.0))
    assert x[1, 0] == pytest.approx(-0.5 * np.sqrt(2), rel=1e-15)
    assert x[2, 0] - x[1, 0] == pytest.approx(-0.5 * 2 * np.sqrt(6 / 11), rel=1e-15)


@pytest.mark.parametrize("epsilon", [0.0, 1e-6])
def test_nothing_moves_where_no_gradient_was_seen_or_without_epsilon(epsilon):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(USUAL._replace(epsilon=epsilon), flat, np.array([0.0, 3.0]), 4)
    assert np.array_equal(t.x, np.tile([0.0, 3.0], (5, 1)))
    if epsilon == 0:
        assert np.array_equal(run(USUAL._replace(epsilon=0.0), flat, np.ones(2), 4).x, np.ones((5, 2)))


@pytest.mark.peers
def test_equal_to_torch_on_a_tape():
    assert_equals_torch(USUAL, lambda torch, x: torch.optim.Adadelta(x, rho=USUAL.beta2, eps=USUAL.epsilon))


@pytest.mark.peers
def test_equal_to_optax_on_a_tape():
    assert_equals_optax(USUAL, lambda optax, s: optax.adadelta(s, rho=USUAL.beta2, eps=USUAL.epsilon))
