"""Lion: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from layerwise_peers import optax_iterates

from refimpl import run
from refimpl.first_order_adaptive.lion import Lion
from refimpl.problems import Linear, Quadratic, diagonal_quadratic
from verification.claims.first_order_adaptive.layerwise_tape import GRADIENTS, START, STEP_SIZES
from verification.tape import follow

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (Lion(0.0), "step_size must be positive and finite, got 0.0"),
        (Lion(0.1, beta1=-0.5), r"beta1 must lie in \[0.0, 1.0\], got -0.5"),
        (Lion(0.1, beta2=1.5), r"beta2 must lie in \[0.0, 1.0\], got 1.5"),
        (Lion(0.1, weight_decay=-1.0), "weight_decay must be non-negative and finite, got -1.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, Linear(np.ones(2)), np.ones(2), 2)


def test_one_gradient_per_step():
    t = run(Lion(0.25), diagonal_quadratic([1.0, 2.0]), np.ones(2), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7}


@pytest.mark.parametrize("engine", ENGINES)
def test_no_step_where_there_is_no_gradient_but_the_decay_acts(engine):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(Lion(0.5, weight_decay=0.5), flat, np.array([0.0, 4.0]), 3, engine=engine)
    assert t.x.tolist() == [[0.0, 4.0], [0.0, 3.0], [0.0, 2.25], [0.0, 1.6875]]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_constant_gradient_is_followed_by_its_sign(engine):
    t = run(Lion(0.25), Linear(np.array([1e-9, -3.0, 0.0])), np.zeros(3), 4, engine=engine)
    assert np.array_equal(t.x, np.arange(5)[:, None] * np.array([-0.25, 0.25, 0.0]))


def test_the_memory_outlasts_a_change_of_sign():
    """By hand with beta1 = beta2 = 1/2: m = 2, 1/2, so c = 2, 1/2 and then -3/4."""
    x, _ = follow(Lion(1.0, 0.5, 0.5), np.zeros(1), np.array([[4.0], [-1.0], [-2.0]]))
    assert x.ravel().tolist() == [0.0, -1.0, -2.0, -1.0]


@pytest.mark.peers
def test_equal_to_optax_on_a_tape():
    theirs = optax_iterates(
        lambda optax, s: optax.lion(s, b1=0.75, b2=0.875, weight_decay=0.25), START, GRADIENTS, STEP_SIZES
    )
    ours, _ = follow(Lion(0.25, 0.75, 0.875, 0.25), START, GRADIENTS, step_sizes=STEP_SIZES)
    # three roundings per step of numbers below 4
    np.testing.assert_allclose(theirs, ours, rtol=0, atol=8 * 3 * 2.0**-51)
