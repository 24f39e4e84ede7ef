"""RMSProp: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from layerwise_peers import optax_iterates, torch_iterates

from refimpl import run
from refimpl.first_order_adaptive.rmsprop import RMSProp
from refimpl.problems import Linear, Quadratic, diagonal_quadratic
from verification.arithmetic import sgd
from verification.claims.first_order_adaptive.replay import GRADIENTS, START, STEP_SIZES
from verification.dialects.first_order_adaptive.rmsprop import (
    DIALECTS,
    Centred,
    CentredEpsilonAndStepInside,
    EpsilonAndStepInside,
    FromOne,
    StepInside,
)
from verification.tape import follow

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]
BETA2, EPSILON, MOMENTUM, DECAY = 0.875, 2.0**-6, 0.75, 0.125  # epsilon large, so that its place shows


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (RMSProp(0.0), "step_size must be positive and finite, got 0.0"),
        (RMSProp(0.1, 1.5), r"beta2 must lie in \[0, 1\], got 1.5"),
        (RMSProp(0.1, 0.9, -1e-8), "epsilon must be non-negative and finite, got -1e-08"),
        (RMSProp(0.1, 0.9, 0.0, -0.5), "momentum must be non-negative and finite, got -0.5"),
        (RMSProp(0.1, 0.9, 0.0, 0.5, -1.0), "weight_decay must be non-negative and finite, got -1.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, Linear(np.ones(2)), np.ones(2), 2)


def test_one_gradient_per_step():
    t = run(RMSProp(0.25), diagonal_quadratic([1.0, 2.0]), np.ones(2), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_first_step_is_not_corrected(engine):
    """v_1 = g^2/4 with beta2 = 3/4: the first step is 2 s whatever g; momentum adds half of it to the second."""
    t = run(RMSProp(0.5, 0.75, 0.0, 0.5), Linear(np.array([4.0, -0.25])), np.zeros(2), 2, engine=engine)
    assert t.x[1].tolist() == [-1.0, 1.0]
    second = 1 + 0.5 + 0.5 / np.sqrt(1 - 0.75**2)
    np.testing.assert_allclose(t.x[2], [-second, second], rtol=8 * 2.0**-53)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("epsilon", [0.0, 1e-8])
def test_an_entry_without_gradient_stays(engine, epsilon):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(RMSProp(0.125, 0.75, epsilon, 0.5), flat, np.array([4.0, 3.0]), 4, engine=engine)
    assert t.stopped_at == 4
    assert (t.x[:, 1] == 3).all()
    assert (np.diff(t.x[:, 0]) < 0).all()


@pytest.mark.parametrize("engine", ENGINES)
def test_without_memory_the_steps_are_signs(engine):
    t = run(RMSProp(0.5, 0.0, 0.0), Linear(np.array([4.0, -0.25, 0.0])), np.zeros(3), 3, engine=engine)
    assert np.array_equal(t.x, np.arange(4)[:, None] * np.array([-0.5, 0.5, 0.0]))


def test_epsilon_is_outside_the_root():
    """g = 1/2, beta2 = 3/4: the root is 1/4, so with epsilon = 1/4 the first step is s."""
    t = run(RMSProp(1.0, 0.75, 0.25), Linear(np.array([0.5])), np.zeros(1), 1)
    assert t.x[-1, 0] == -1.0


def test_prescribed_holds_the_defaults():
    assert RMSProp.prescribed(Linear(np.ones(1))) == RMSProp(0.01, 0.99, 1e-8, 0.0, 0.0)


def close(x, y):
    """Ten steps of fewer than forty roundings each, none of a number above the largest entry."""
    return np.abs(x - y).max() <= 400 * 2.0**-53 * np.abs(y).max()


def on_tape(cls):
    algorithm = cls(STEP_SIZES[0], BETA2, EPSILON, MOMENTUM, DECAY)
    return follow(algorithm, START, GRADIENTS, step_sizes=STEP_SIZES)[0]


def only(cls, theirs):
    """Equal to this dialect and to no other."""
    return [c.__name__ for c in (RMSProp, *DIALECTS) if close(on_tape(c), theirs)] == [cls.__name__]


@pytest.mark.peers
@pytest.mark.parametrize(("cls", "centred"), [(RMSProp, False), (Centred, True)])
def test_torch_on_a_tape(cls, centred):
    theirs = torch_iterates(
        lambda torch, p: torch.optim.RMSprop(
            p, lr=1.0, alpha=BETA2, eps=EPSILON, momentum=MOMENTUM, weight_decay=DECAY, centered=centred
        ),
        START, GRADIENTS, STEP_SIZES,
    )  # fmt: skip
    assert only(cls, theirs)


@pytest.mark.peers
@pytest.mark.parametrize(
    ("cls", "options"),
    [
        (EpsilonAndStepInside, {}),
        (StepInside, {"eps_in_sqrt": False}),
        (CentredEpsilonAndStepInside, {"centered": True}),
        (FromOne, {"initial_scale": 1.0}),
    ],
)
def test_optax_on_a_tape(cls, options):
    theirs = optax_iterates(
        lambda optax, s: optax.chain(
            optax.add_decayed_weights(DECAY),
            optax.rmsprop(s, decay=BETA2, eps=EPSILON, momentum=MOMENTUM, **options),
        ),
        START, GRADIENTS, STEP_SIZES,
    )  # fmt: skip
    assert only(cls, theirs)


def test_the_tape_separates_all_dialects_from_decimal_arithmetic():
    direction = sgd.rmsprop(BETA2, EPSILON, MOMENTUM)
    expected = sgd.iterates(sgd.taped(GRADIENTS), START, STEP_SIZES, direction, DECAY)
    assert only(RMSProp, np.array([START, *np.array(expected, float)]))
