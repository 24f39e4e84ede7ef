"""LAMB: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from layerwise_peers import optax_iterates

from refimpl import run
from refimpl.first_order_adaptive.lamb import LAMB
from refimpl.problems import Linear, Quadratic, diagonal_quadratic
from verification.claims.first_order_adaptive.layerwise_tape import GRADIENTS, START, STEP_SIZES
from verification.dialects.first_order_adaptive.lamb import ClippedGradient, RatioAtMostOne, Uncorrected
from verification.tape import follow

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (LAMB(-1.0), "step_size must be positive and finite, got -1.0"),
        (LAMB(0.1, beta1=-0.5), r"beta1 must lie in \[0, 1\), got -0.5"),
        (LAMB(0.1, beta2=1.0), r"beta2 must lie in \[0, 1\), got 1.0"),
        (LAMB(0.1, epsilon=-1e-8), "epsilon must be non-negative and finite, got -1e-08"),
        (LAMB(0.1, weight_decay=np.inf), "weight_decay must be non-negative and finite, got inf"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, Linear(np.ones(2)), np.ones(2), 2)


def test_one_gradient_per_step():
    t = run(LAMB(0.25), diagonal_quadratic([1.0, 2.0]), np.ones(2), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7}


@pytest.mark.parametrize("engine", ENGINES)
def test_without_epsilon_and_gradient_nothing_is_divided_by_zero(engine):
    """Only the decay is left: u = d x has the ratio 1/d, so a step is s x whatever d is."""
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    x0 = np.array([0.0, 4.0])
    t = run(LAMB(0.5, epsilon=0.0, weight_decay=0.25), flat, x0, 3, engine=engine)
    assert t.x.tolist() == [[0.0, 4.0], [0.0, 2.0], [0.0, 1.0], [0.0, 0.5]]
    assert run(LAMB(0.5, epsilon=0.0), flat, x0, 3, engine=engine).x.tolist() == [x0.tolist()] * 4


@pytest.mark.parametrize("engine", ENGINES)
def test_zero_weights_leave_zero_with_the_first_gradient(engine):
    """u = sign(g): at the first step r = 1 and x_1 = -sign(g)/2, at the second r = 1/2 and each entry moves by 1/4."""
    algorithm = LAMB(0.5, 0.5, 0.5, epsilon=0.0)
    t = run(algorithm, Linear(np.array([3.0, -3.0, 3.0, -3.0])), np.zeros(4), 2, engine=engine)
    signs = np.array([-1.0, 1.0, -1.0, 1.0])
    assert np.array_equal(t.x, [0 * signs, 0.5 * signs, 0.75 * signs])


@pytest.mark.parametrize("cls", [Uncorrected, ClippedGradient, RatioAtMostOne])
def test_dialects_differ_from_the_method_on_the_tape(cls):
    ours, theirs = (
        follow(c(0.25, 0.75, 0.875, 2.0**-6, 0.25), START, GRADIENTS, step_sizes=STEP_SIZES)[0]
        for c in (LAMB, cls)
    )
    assert np.abs(ours - theirs).max() > 1e-3


@pytest.mark.peers
@pytest.mark.parametrize("scale", [1.0, 8.0, 0.0])
def test_equal_to_optax_on_a_tape(scale):
    theirs = optax_iterates(
        lambda optax, s: optax.lamb(s, b1=0.75, b2=0.875, eps=2.0**-6, weight_decay=0.25),
        scale * START, GRADIENTS, STEP_SIZES,
    )  # fmt: skip
    algorithm = LAMB(0.25, 0.75, 0.875, 2.0**-6, 0.25)
    ours, _ = follow(algorithm, scale * START, GRADIENTS, step_sizes=STEP_SIZES)
    np.testing.assert_allclose(theirs, ours, rtol=0, atol=60 * 2.0**-53 * max(1, np.abs(ours).max()))
