"""Nesterov's momentum: what the tests of every method do not see."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from layerwise_peers import optax_iterates, torch_iterates

from refimpl import run
from refimpl.first_order_adaptive.nesterov import Nesterov
from refimpl.problems import Huber, Linear, Quadratic, diagonal_quadratic
from verification.claims.first_order_adaptive.replay import GRADIENTS, START, STEP_SIZES
from verification.dialects.first_order_adaptive.nesterov import DecoupledVelocity, GradientAhead, Velocity
from verification.tape import follow

ENGINES = ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)]


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (Nesterov(0.0, 0.9), "step_size must be positive and finite, got 0.0"),
        (Nesterov(0.1, -0.5), "momentum must be non-negative and finite, got -0.5"),
        (Nesterov(0.1, np.inf), "momentum must be non-negative and finite, got inf"),
        (Nesterov(0.1, 0.9, -1.0), "weight_decay must be non-negative and finite, got -1.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, Linear(np.ones(2)), np.ones(2), 2)


def test_one_gradient_per_step():
    t = run(Nesterov(0.25, 0.5), diagonal_quadratic([1.0, 2.0]), np.ones(2), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_constant_gradient_by_hand(engine):
    """g = s = 1, mu = 1/2: b = 1, 3/2, 7/4 and the steps are 1 + b/2."""
    t = run(Nesterov(1.0, 0.5), Linear(np.ones(1)), np.zeros(1), 3, engine=engine)
    assert t.x.ravel().tolist() == [0, -1.5, -3.25, -5.125]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_stationary_start_stays_and_only_the_decay_acts_without_gradient(engine):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    assert not run(Nesterov(0.5, 0.5), flat, np.zeros(2), 3, engine=engine).x.any()
    t = run(Nesterov(0.5, 0.5, 0.5), flat, np.array([0.0, 16.0]), 1, engine=engine)
    assert t.x.tolist() == [[0, 16], [0, 10]]


def test_prescribed_is_the_pair_of_the_theory_where_the_constants_are_known():
    assert Nesterov.prescribed(diagonal_quadratic([4.0, 1.0])) == Nesterov(0.25, 1 / 3)
    for problem, step in ((Huber(2.0, 1.0), 0.5), (Linear(np.ones(2)), 0.01)):
        found = Nesterov.prescribed(problem)
        assert found.step_size == step
        assert found.momentum == pytest.approx(0.9, rel=1e-15)


def test_one_step_to_the_minimiser_where_all_curvatures_are_one():
    """m = L: q = 1, no momentum, gradient descent with step 1/L."""
    problem = diagonal_quadratic([2.0, 2.0])
    assert not run(Nesterov.prescribed(problem), problem, np.array([3.0, -5.0]), 1).x[-1].any()


def close(x, y):
    """Ten steps of fewer than forty roundings each, none of a number above the largest entry."""
    return np.abs(x - y).max() <= 400 * 2.0**-53 * np.abs(y).max()


def test_dialects_by_list_arithmetic():
    """Fractions; the gradients are those of the tape's first coordinate, the decay is 1/8."""
    mu, d = Fraction(3, 4), Fraction(1, 8)
    x, y, z = [[Fraction(START[0])] for _ in range(3)]
    v = w = u = Fraction(0)
    for g, s in zip(map(Fraction, GRADIENTS[:, 0]), map(Fraction, STEP_SIZES), strict=True):
        decayed = g + d * x[-1]
        v = mu * v - s * decayed
        x.append(x[-1] + mu * v - s * decayed)
        w = mu * w - s * g
        y.append(y[-1] - s * d * y[-1] + mu * w - s * g)
        u = mu * u - s * (g + d * (z[-1] + mu * u))
        z.append(z[-1] + u)
    for cls, expected in ((Velocity, x), (DecoupledVelocity, y), (GradientAhead, z)):
        found = follow(cls(STEP_SIZES[0], 0.75, 0.125), START, GRADIENTS, step_sizes=STEP_SIZES)[0][:, 0]
        assert close(found, np.array(expected, float)), cls


def test_points_ahead_of_the_papers_method_are_the_iterates():
    problem, x0 = diagonal_quadratic([3.0, 1.0]), np.array([1.0, -2.0])
    x = run(Nesterov(0.25, 0.5, 0.125), problem, x0, 20).x
    p = run(GradientAhead(0.25, 0.5, 0.125), problem, x0, 20).x
    ahead = p + 0.5 * np.diff(p, axis=0, prepend=p[:1])
    # twenty steps of some ten roundings of numbers below the start
    assert np.abs(x - ahead).max() <= 400 * 2.0**-53 * np.abs(x0).max()


@pytest.mark.peers
def test_equal_to_torch_on_a_tape():
    theirs = torch_iterates(
        lambda torch, p: torch.optim.SGD(p, lr=1.0, momentum=0.75, weight_decay=0.125, nesterov=True),
        START, GRADIENTS, STEP_SIZES,
    )  # fmt: skip
    algorithm = Nesterov(STEP_SIZES[0], 0.75, 0.125)
    assert close(follow(algorithm, START, GRADIENTS, step_sizes=STEP_SIZES)[0], theirs)
    assert not close(follow(Velocity(*algorithm), START, GRADIENTS, step_sizes=STEP_SIZES)[0], theirs)


@pytest.mark.peers
def test_equal_to_optax_on_a_tape():
    theirs = optax_iterates(
        lambda optax, s: optax.chain(
            optax.add_decayed_weights(0.125), optax.sgd(s, momentum=0.75, nesterov=True)
        ),
        START, GRADIENTS, STEP_SIZES,
    )  # fmt: skip
    assert close(follow(Nesterov(1.0, 0.75, 0.125), START, GRADIENTS, step_sizes=STEP_SIZES)[0], theirs)
