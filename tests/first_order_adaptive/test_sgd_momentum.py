"""SGD with momentum: what the tests of every method do not see."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pytest
from layerwise_peers import optax_iterates, torch_iterates

from refimpl import run
from refimpl.first_order_adaptive.sgd_momentum import SGDMomentum
from refimpl.problems import Huber, Linear, Quadratic, diagonal_quadratic
from verification.claims.first_order_adaptive.replay import GRADIENTS, START, STEP_SIZES
from verification.dialects.first_order_adaptive.sgd_momentum import (
    DecoupledVelocity,
    ExponentialAverage,
    Velocity,
)
from verification.tape import follow

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (SGDMomentum(0.0, 0.9), "step_size must be positive and finite, got 0.0"),
        (SGDMomentum(np.nan, 0.9), "step_size must be positive and finite, got nan"),
        (SGDMomentum(0.1, -0.5), "momentum must be non-negative and finite, got -0.5"),
        (SGDMomentum(0.1, 0.9, 1.5), r"dampening must lie in \[0, 1\], got 1.5"),
        (SGDMomentum(0.1, 0.9, -0.5), r"dampening must lie in \[0, 1\], got -0.5"),
        (SGDMomentum(0.1, 0.9, 0.0, -1.0), "weight_decay must be non-negative and finite, got -1.0"),
        (SGDMomentum(0.1, 0.0, 0.5), "dampening must be 0 where momentum is 0, got 0.5"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, Linear(np.ones(2)), np.ones(2), 2)


def test_one_gradient_per_step_and_steps_are_counted():
    t = run(SGDMomentum(0.25, 0.5), diagonal_quadratic([1.0, 2.0]), np.ones(2), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7}
    assert t.state.t == 7


@pytest.mark.parametrize("engine", ENGINES)
def test_the_buffer_by_hand(engine):
    """g = 1, mu = 1/2, tau = 1/4: b = 1, 5/4, 11/8, 23/16 and the step is 1."""
    t = run(SGDMomentum(1.0, 0.5, 0.25), Linear(np.ones(1)), np.zeros(1), 4, engine=engine)
    assert t.x.ravel().tolist() == [0, -1, -2.25, -3.625, -5.0625]


@pytest.mark.parametrize("engine", ENGINES)
def test_where_there_is_no_gradient_only_the_decay_acts(engine):
    """b_1 = d x_0 and b_2 = mu b_1 + d x_1, with d = mu = s = 1/2."""
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(SGDMomentum(0.5, 0.5, 0.0, 0.5), flat, np.array([0.0, 16.0]), 2, engine=engine)
    assert t.x.tolist() == [[0, 16], [0, 12], [0, 7]]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_stationary_start_stays_and_full_dampening_keeps_the_first_gradient(engine):
    t = run(SGDMomentum(0.5, 0.5), diagonal_quadratic([2.0, 1.0]), np.zeros(2), 3, engine=engine)
    assert not t.x.any()
    t = run(SGDMomentum(1.0, 0.5, 1.0), Linear(np.ones(1)), np.zeros(1), 3, engine=engine)
    assert t.x.ravel().tolist() == [0, -1, -1.5, -1.75]


class Unknown(NamedTuple):
    """A problem that knows nothing but its gradient."""

    a: float

    def gradient(self, x):
        return self.a * x


@pytest.mark.parametrize(
    ("problem", "step"),
    [
        (diagonal_quadratic([4.0, 1.0]), 0.25),
        (Linear(np.ones(2)), 0.01),
        (Huber(2.0, 1.0), 0.5),
        (Unknown(1.0), 0.01),
    ],
)
def test_prescribed_step_is_one_over_smoothness_where_that_is_known(problem, step):
    assert SGDMomentum.prescribed(problem) == SGDMomentum(step, 0.9, 0.0, 0.0)


def close(x, y):
    """Ten steps of fewer than forty roundings each, none of a number above the largest entry."""
    return np.abs(x - y).max() <= 400 * 2.0**-53 * np.abs(y).max()


def test_dialects_by_list_arithmetic():
    """Fractions; the gradients are those of the tape's first coordinate, the decay is 1/8."""
    mu, d = Fraction(3, 4), Fraction(1, 8)
    x, y, z = [[Fraction(START[0])] for _ in range(3)]
    v = w = m = Fraction(0)
    for g, s in zip(map(Fraction, GRADIENTS[:, 0]), map(Fraction, STEP_SIZES), strict=True):
        v = mu * v - s * (g + d * x[-1])
        x.append(x[-1] + v)
        w = mu * w - s * g
        y.append(y[-1] - s * d * y[-1] + w)
        m = mu * m + (1 - mu) * (g + d * z[-1])
        z.append(z[-1] - s * m)
    for cls, expected in ((Velocity, x), (DecoupledVelocity, y), (ExponentialAverage, z)):
        found = follow(cls(STEP_SIZES[0], 0.75, 0.0, 0.125), START, GRADIENTS, step_sizes=STEP_SIZES)[0][:, 0]
        assert close(found, np.array(expected, float)), cls


@pytest.mark.peers
@pytest.mark.parametrize(
    ("momentum", "dampening", "decay"),
    [(0.0, 0.0, 0.125), (0.75, 0.0, 0.0), (0.75, 0.25, 0.125), (1.0, 1.0, 0.0)],
)
def test_equal_to_torch_on_a_tape(momentum, dampening, decay):
    theirs = torch_iterates(
        lambda torch, p: torch.optim.SGD(
            p, lr=1.0, momentum=momentum, dampening=dampening, weight_decay=decay
        ),
        START, GRADIENTS, STEP_SIZES,
    )  # fmt: skip
    algorithm = SGDMomentum(STEP_SIZES[0], momentum, dampening, decay)
    assert close(follow(algorithm, START, GRADIENTS, step_sizes=STEP_SIZES)[0], theirs)
    assert (
        not close(follow(Velocity(*algorithm), START, GRADIENTS, step_sizes=STEP_SIZES)[0], theirs)
        or not momentum
    )


@pytest.mark.peers
def test_equal_to_optax_on_a_tape():
    theirs = optax_iterates(
        lambda optax, s: optax.chain(optax.add_decayed_weights(0.125), optax.sgd(s, momentum=0.75)),
        START, GRADIENTS, STEP_SIZES,
    )  # fmt: skip
    assert close(
        follow(SGDMomentum(1.0, 0.75, 0.0, 0.125), START, GRADIENTS, step_sizes=STEP_SIZES)[0], theirs
    )
