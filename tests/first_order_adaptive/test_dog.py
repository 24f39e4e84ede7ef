"""DoG: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.first_order_adaptive.dog import DoG
from refimpl.problems import Linear, Quadratic, diagonal_quadratic

USUAL = DoG(0.25, 0.0)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"radius": 0.0}, "radius must be positive and finite, got 0.0"),
        ({"radius": np.nan}, "radius must be positive and finite, got nan"),
        ({"epsilon": -1.0}, "epsilon must be non-negative and finite, got -1.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(USUAL._replace(**change), Linear(np.ones(2)), np.ones(2), 2)


def test_one_gradient_per_step():
    t = run(USUAL, diagonal_quadratic([1.0, 2.0]), np.ones(2), 7, count=True)
    assert t.calls is not None
    assert {key: n for key, n in t.calls.items() if n} == {"gradient": 7}


@pytest.mark.parametrize("engine", ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)])
@pytest.mark.parametrize("epsilon", [0.0, 1e-8])
def test_nothing_moves_where_no_gradient_was_seen(engine, epsilon):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(USUAL._replace(epsilon=epsilon), flat, np.array([0.0, 3.0]), 4, engine=engine)
    assert np.array_equal(t.x, np.tile([0.0, 3.0], (5, 1)))


def test_two_steps_by_hand():
    """Gradient (3, 4) twice: steps of 1/4 and of 1/4 5/sqrt(50) along it."""
    t = run(USUAL, Linear(np.array([3.0, 4.0])), np.zeros(2), 2)
    np.testing.assert_allclose(t.x[1], [-0.15, -0.2], rtol=1e-15)
    np.testing.assert_allclose(t.x[2] - t.x[1], np.array([-0.15, -0.2]) / np.sqrt(2), rtol=1e-14)


def test_a_radius_far_too_small_is_made_up_for():
    """f = |x - 1|^2/2 in dimension 3, with first steps of 1e-8 and 1e-2: both get there."""
    problem = Quadratic(np.eye(3), np.ones(3))
    ends = [run(DoG(radius, 1e-8), problem, np.zeros(3), 2000).x[-1] for radius in (1e-8, 1e-2)]
    np.testing.assert_allclose(ends, np.ones((2, 3)), atol=1e-3)
