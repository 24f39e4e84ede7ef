"""Training of hidden weights: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import get_method, run
from refimpl.problems import TwoLayerNetwork, random_teacher
from refimpl.problems.two_layer_network import Tanh

NAMES = ("owo-bp", "hwo", "oig", "oig-hwo")
PROBLEM = random_teacher(n=12, p=2, width=2, activation=Tanh(), seed=3)[0]
START = np.array([0.5, -0.25, 0.25, -0.5, 0.25, 0.5, 1.0, 0.5])
every = pytest.mark.parametrize("name", NAMES)
gained = pytest.mark.parametrize("name", ["oig", "oig-hwo"])


def method(name, damping=2.0**-60):
    return get_method(name).load()(damping)


@every
def test_damping_that_is_not_positive_is_refused(name):
    with pytest.raises(ValueError, match=r"damping must be positive and finite, got 0\.0"):
        run(method(name, 0.0), PROBLEM, START, 1)


@every
def test_without_output_weights_only_they_move(name):
    """G = 0 where a = 0: what is left is linear least squares in the units."""
    x = run(method(name), PROBLEM, np.append(START[:6], [0.0, 0.0]), 1).x[-1]
    S = np.tanh(PROBLEM.X @ START[:6].reshape(2, 3).T)
    assert np.array_equal(x[:6], START[:6])
    np.testing.assert_allclose(x[6:], np.linalg.lstsq(S, PROBLEM.y)[0], rtol=1e-9)


@every
def test_a_teacher_is_a_fixed_point(name):
    problem, teacher = random_teacher(n=12, p=2, width=2, activation=Tanh(), seed=3)
    fitted = run(method(name, 0.25), problem, teacher, 1).x[-1]
    np.testing.assert_allclose(fitted, teacher, atol=1e-12)


@every
def test_damping_shortens_the_step(name):
    """z is divided by 1 + damping; gains shrink with it."""
    steps = [run(method(name, c), PROBLEM, START, 1).x[-1][:6] - START[:6] for c in (2.0**-60, 1.0, 1e6)]
    lengths = [np.linalg.norm(step) for step in steps]
    assert lengths[0] > lengths[1] > 1e3 * lengths[2] > 0
    if "oig" not in name:
        np.testing.assert_allclose(steps[0], 2 * steps[1], rtol=1e-12)


def test_a_dead_input_stays_without_weights():
    """Its gain is nobody's: the weights on it keep their values and the others train as if it were not there."""
    live = PROBLEM._replace(X=PROBLEM.X[:, :2])
    dead = PROBLEM._replace(X=np.column_stack([live.X, np.zeros(12)]))
    start = np.array([0.5, -0.25, -0.5, 0.25, 1.0, 0.5])
    wide = np.concatenate([np.column_stack([start[:4].reshape(2, 2), [0.75, -2.0]]).ravel(), start[4:]])
    for name in ("owo-bp", "oig"):
        x, y = (run(method(name), p, s, 3).x for p, s in ((live, start), (dead, wide)))
        W = y[:, :6].reshape(-1, 2, 3)
        assert np.array_equal(W[:, :, 2], np.broadcast_to([0.75, -2.0], (4, 2)))
        np.testing.assert_allclose(W[:, :, :2].reshape(-1, 4), x[:, :4], rtol=1e-9)


@gained
def test_no_other_gains_are_better_on_a_linear_network(name):
    """The loss on a grid of gains around those found, other stages left out."""
    X = np.array([[1.0, 2.0], [-1.0, 1.0], [2.0, -1.0], [1.0, 1.0]])
    problem = TwoLayerNetwork(X, np.array([1.0, -1.0, 2.0, 3.0]), 2, Linear())
    start = np.array([0.5, -0.25, 0.25, -0.5, 1.0, 0.5])
    W, a = start[:4].reshape(2, 2), start[4:]
    step = run(method(name), problem, start, 1).x[-1][:4].reshape(2, 2) - W
    loss = {
        (i, j): problem.value(np.concatenate([(W + step * [1 + i, 1 + j]).ravel(), a]))
        for i in (-0.1, 0.0, 0.1)
        for j in (-0.1, 0.0, 0.1)
    }
    assert min(loss, key=loss.get) == (0.0, 0.0)


class Linear(Tanh):
    """s(z) = z."""

    def value(self, z):
        return z

    def slope(self, z):
        return 1.0 + 0 * z
