"""AdaGrad: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from layerwise_peers import optax_iterates, torch_iterates

from refimpl import run
from refimpl.first_order_adaptive.adagrad import AdaGrad
from refimpl.problems import Linear, Quadratic, diagonal_quadratic
from verification.claims.first_order_adaptive.replay import GRADIENTS, START, STEP_SIZES
from verification.dialects.first_order_adaptive.adagrad import EpsilonInsideFromTenth, FromTenth
from verification.tape import follow

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]
EPSILON, DECAY = 2.0**-6, 0.125  # large, so that their places show


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (AdaGrad(0.0), "step_size must be positive and finite, got 0.0"),
        (AdaGrad(0.1, -1e-8), "epsilon must be non-negative and finite, got -1e-08"),
        (AdaGrad(0.1, 0.0, -1.0), "weight_decay must be non-negative and finite, got -1.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, Linear(np.ones(2)), np.ones(2), 2)


def test_one_gradient_per_step():
    t = run(AdaGrad(0.25), diagonal_quadratic([1.0, 2.0]), np.ones(2), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7}


@pytest.mark.parametrize("engine", ENGINES)
def test_steps_by_hand(engine):
    """The gradients 6 - x are 3 and 4, the roots 3 and 5."""
    problem = Quadratic(np.array([[-1.0]]), np.array([-6.0]))
    t = run(AdaGrad(1.0, 0.0), problem, np.array([3.0]), 2, engine=engine)
    np.testing.assert_allclose(t.x.ravel(), [3.0, 2.0, 1.2], rtol=4 * 2.0**-53)


def test_roots_by_hand_on_a_tape():
    x, _ = follow(AdaGrad(1.0, 0.0), np.zeros(1), np.array([[3.0], [4.0], [0.0], [12.0]]))
    steps = np.diff(x.ravel())
    np.testing.assert_allclose(steps, [-1, -4 / 5, 0, -12 / 13], rtol=16 * 2.0**-53)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("epsilon", [0.0, 1e-10])
def test_an_entry_without_gradient_stays(engine, epsilon):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(AdaGrad(0.5, epsilon), flat, np.array([4.0, 3.0]), 4, engine=engine)
    assert t.stopped_at == 4
    assert (t.x[:, 1] == 3).all()
    assert (np.diff(t.x[:, 0]) < 0).all()


def test_epsilon_is_outside_the_root():
    """g = 1/4, epsilon = 1/4: the first step is s/2; inside the root it would be s/sqrt 5."""
    t = run(AdaGrad(1.0, 0.25), Linear(np.array([0.25])), np.zeros(1), 1)
    assert t.x[-1, 0] == -0.5


def test_prescribed_holds_the_defaults():
    assert AdaGrad.prescribed(Linear(np.ones(1))) == AdaGrad(0.01, 1e-10, 0.0)


def close(x, y):
    """Ten steps of fewer than forty roundings each, none of a number above the largest entry."""
    return np.abs(x - y).max() <= 400 * 2.0**-53 * np.abs(y).max()


def on_tape(cls):
    return follow(cls(STEP_SIZES[0], EPSILON, DECAY), START, GRADIENTS, step_sizes=STEP_SIZES)[0]


@pytest.mark.peers
@pytest.mark.parametrize(("cls", "first", "other"), [(AdaGrad, 0.0, FromTenth), (FromTenth, 0.1, AdaGrad)])
def test_equal_to_torch_on_a_tape(cls, first, other):
    theirs = torch_iterates(
        lambda torch, p: torch.optim.Adagrad(
            p, lr=1.0, eps=EPSILON, weight_decay=DECAY, initial_accumulator_value=first
        ),
        START, GRADIENTS, STEP_SIZES,
    )  # fmt: skip
    assert close(on_tape(cls), theirs)
    assert not close(on_tape(other), theirs)


@pytest.mark.peers
def test_the_dialect_of_optax_on_a_tape():
    theirs = optax_iterates(
        lambda optax, s: optax.chain(optax.add_decayed_weights(DECAY), optax.adagrad(s, eps=EPSILON)),
        START, GRADIENTS, STEP_SIZES,
    )  # fmt: skip
    assert close(on_tape(EpsilonInsideFromTenth), theirs)
    assert not close(on_tape(FromTenth), theirs)
