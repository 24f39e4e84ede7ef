"""LARS: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from layerwise_peers import optax_iterates

from refimpl import run
from refimpl.first_order_adaptive.lars import LARS
from refimpl.problems import Linear, Quadratic, diagonal_quadratic
from verification.claims.first_order_adaptive.layerwise_tape import GRADIENTS, START, STEP_SIZES
from verification.dialects.first_order_adaptive.lars import NormOfSum, RatioWithDecayOnly, StepOutsideBuffer
from verification.tape import follow

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]
FLAT = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (LARS(np.nan), "step_size must be positive and finite, got nan"),
        (LARS(0.1, momentum=-0.5), "momentum must be non-negative and finite, got -0.5"),
        (LARS(0.1, trust_coefficient=-1.0), "trust_coefficient must be non-negative and finite, got -1.0"),
        (LARS(0.1, weight_decay=-1.0), "weight_decay must be non-negative and finite, got -1.0"),
        (LARS(0.1, epsilon=-1.0), "epsilon must be non-negative and finite, got -1.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, Linear(np.ones(2)), np.ones(2), 2)


def test_one_gradient_per_step():
    t = run(LARS(0.25), diagonal_quadratic([1.0, 2.0]), np.ones(2), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7}


@pytest.mark.parametrize("engine", ENGINES)
def test_zero_gradient(engine):
    """With decay r = eta/d, so the step is s eta x, by the formula; without decay nothing moves."""
    x0 = np.array([0.0, 4.0])
    t = run(LARS(0.5, 0.0, 0.5, weight_decay=0.125), FLAT, x0, 2, engine=engine)
    assert t.x.tolist() == [[0.0, 4.0], [0.0, 3.0], [0.0, 2.25]]
    assert run(LARS(0.5, 0.5, 0.5), FLAT, x0, 2, engine=engine).x.tolist() == [x0.tolist()] * 3


@pytest.mark.parametrize("engine", ENGINES)
def test_zero_weights_leave_zero_by_a_plain_gradient_step(engine):
    """r = 1, x_1 = -s g = (-3/4, 1); then s eta |x| g/|g| = (3, -4)/8 joins the momentum (3, -4)/8."""
    t = run(LARS(0.25, 0.5, 2.0), Linear(np.array([3.0, -4.0])), np.zeros(2), 2, engine=engine)
    assert np.array_equal(t.x, [[0.0, 0.0], [-0.75, 1.0], [-1.5, 2.0]])


@pytest.mark.parametrize("cls", [StepOutsideBuffer, RatioWithDecayOnly])
def test_where_the_step_size_enters_shows_only_if_it_changes(cls):
    own = (0.25, 0.5, 0.25, 0.25, 2.0**-6)
    for step_sizes, same in (((0.25,) * 8, True), (STEP_SIZES, False)):
        a, b = (follow(c(*own), START, GRADIENTS, step_sizes=step_sizes)[0] for c in (LARS, cls))
        # the two put one rounding of the step elsewhere
        assert bool(np.abs(a - b).max() < 100 * 2.0**-53) is same


@pytest.mark.peers
@pytest.mark.parametrize("decay", [0.25, 0.0])
@pytest.mark.parametrize("scale", [1.0, 0.0])
def test_optax_takes_the_norm_of_the_sum(decay, scale):
    gradients = GRADIENTS.copy()
    gradients[3] = 0.0
    theirs = optax_iterates(
        lambda optax, s: optax.lars(
            s, weight_decay=decay, trust_coefficient=0.25, eps=2.0**-6, momentum=0.5
        ),
        scale * START, gradients, STEP_SIZES,
    )  # fmt: skip
    dialect, method = (
        follow(c(0.25, 0.5, 0.25, decay, 2.0**-6), scale * START, gradients, step_sizes=STEP_SIZES)[0]
        for c in (NormOfSum, LARS)
    )
    # some 30 roundings in each of 8 steps of numbers below 4
    np.testing.assert_allclose(theirs, dialect, rtol=0, atol=30 * 8 * 2.0**-52)
    assert bool(np.abs(dialect - method).max() > 1e-3) is (decay > 0)
