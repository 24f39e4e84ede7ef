"""Adafactor: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from layerwise_peers import optax_iterates, torch_iterates

from refimpl import run
from refimpl.first_order_adaptive.adafactor import Adafactor
from refimpl.problems import Linear, Quadratic, diagonal_quadratic
from verification.claims.first_order_adaptive.adafactor import STEP_SIZES
from verification.claims.first_order_adaptive.layerwise_tape import GRADIENTS, START
from verification.dialects.first_order_adaptive.adafactor import FixedDecay
from verification.tape import follow

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]
USUAL = Adafactor(0.25, 2.0**-52, 1e-3, 1.0, 0.0, 2)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"epsilon": -1.0}, "epsilon must be non-negative and finite, got -1.0"),
        ({"scale_floor": -1.0}, "scale_floor must be non-negative and finite, got -1.0"),
        ({"clip": 0.0}, "clip must be positive and finite, got 0.0"),
        ({"weight_decay": -1.0}, "weight_decay must be non-negative and finite, got -1.0"),
        ({"rows": 0}, "rows must be an integer of at least 1, got 0"),
        ({"rows": 3}, "rows must divide the dimension 4, got 3"),
    ],
)
def test_unusable_hyper_parameters_are_told(changes, message):
    with pytest.raises(ValueError, match=message):
        run(USUAL._replace(**changes), Linear(np.ones(4)), np.ones(4), 2)


@pytest.mark.parametrize(("d", "rows"), [(1, 1), (2, 1), (3, 1), (4, 2), (6, 2), (9, 3), (35, 5)])
def test_prescribed_rows_divide_the_dimension(d, rows):
    assert Adafactor.prescribed(diagonal_quadratic(np.ones(d))).rows == rows


def test_one_gradient_per_step():
    t = run(USUAL, diagonal_quadratic([1.0, 2.0]), np.ones(2), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7}


@pytest.mark.parametrize("epsilon", [0.0, 2.0**-52])
@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_moves_where_there_is_no_gradient(engine, epsilon):
    flat = Quadratic(np.diag([2.0, 0.0, 0.0, 1.0]), np.zeros(4))
    x0 = np.array([0.0, 3.0, -1.0, 0.0])
    t = run(USUAL._replace(epsilon=epsilon), flat, x0, 3, engine=engine)
    assert t.x.tolist() == [x0.tolist()] * 4


@pytest.mark.parametrize("engine", ENGINES)
def test_zero_weights_move_by_the_floor(engine):
    """w_1 = 1 and G^2 = 9 everywhere: V = 9, U = sign(G), rms(U) = 1."""
    algorithm = Adafactor(0.5, 0.0, 0.25, 1.0, 0.0, 2)
    t = run(algorithm, Linear(np.array([3.0, -3.0, 3.0, 3.0])), np.zeros(4), 1, engine=engine)
    # exp(log(1) 4/5) and the roots of squares are exact
    assert t.x[1].tolist() == [-0.125, 0.125, -0.125, -0.125]


@pytest.mark.parametrize("rows", [1, 6])
def test_with_one_row_or_one_column_nothing_is_factored(rows):
    """V is the average of G^2 entry by entry, here with beta2_t = 1 - t^(-4/5) and no clip."""
    algorithm = Adafactor(1.0, 0.0, 0.25, 1e9, 0.0, rows)
    x, _ = follow(algorithm, START, GRADIENTS[:, 3:] @ np.eye(3, 6, 3) + 1.0, step_sizes=STEP_SIZES)
    gradients, v, y = GRADIENTS[:, 3:] @ np.eye(3, 6, 3) + 1.0, np.zeros(6), START
    for t, (g, s) in enumerate(zip(gradients, STEP_SIZES, strict=True), 1):
        v = v + t**-0.8 * (g * g - v)
        u = np.divide(g, np.sqrt(v), out=np.zeros(6), where=v > 0)
        y = y - max(0.25, np.sqrt(np.mean(y * y))) * min(s, t**-0.5) * u
        np.testing.assert_allclose(x[t], y, rtol=1e-12)


@pytest.mark.peers
@pytest.mark.parametrize("shape", [(2, 3), (3, 2), (6, 1), (1, 6), (6,)])
@pytest.mark.parametrize("scale", [1.0, 0.0])
def test_equal_to_pytorch_on_a_tape(shape, scale):
    rows = shape[0] if len(shape) == 2 else 1
    theirs = torch_iterates(
        lambda torch, x: torch.optim.Adafactor(x, lr=1.0, eps=(2.0**-6, 0.25), d=1.0, weight_decay=0.125),
        scale * START.reshape(shape), GRADIENTS.reshape(-1, *shape), STEP_SIZES,
    )  # fmt: skip
    algorithm = Adafactor(1.0, 2.0**-6, 0.25, 1.0, 0.125, rows)
    ours, _ = follow(algorithm, scale * START, GRADIENTS, step_sizes=STEP_SIZES)
    # some 60 roundings in each of 8 steps, amplified by (1 + 1/sqrt t) each: below 2^15 u
    np.testing.assert_allclose(theirs.reshape(ours.shape), ours, rtol=0, atol=2.0**-38)


@pytest.mark.peers
@pytest.mark.parametrize("shape", [(2, 3), (3, 2)])
def test_optax_has_no_limit_of_the_step_and_a_fixed_decay(shape):
    theirs = optax_iterates(
        lambda optax, s: optax.adafactor(s, min_dim_size_to_factor=1, weight_decay_rate=0.125, eps=2.0**-6),
        START.reshape(shape), GRADIENTS.reshape(-1, *shape), STEP_SIZES,
    )  # fmt: skip
    dialect, method = (
        follow(cls(1.0, 2.0**-6, 1e-3, 1.0, 0.125, shape[0]), START, GRADIENTS, step_sizes=STEP_SIZES)[0]
        for cls in (FixedDecay, Adafactor)
    )
    # t^(-4/5) in float32, with a relative error of 2^-23 or so, in eight steps
    np.testing.assert_allclose(theirs.reshape(dialect.shape), dialect, rtol=0, atol=64 * 2.0**-23)
    assert np.abs(dialect - method).max() > 0.1
