"""AdamNC: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.first_order_adaptive.adam_nc import AdamNC
from refimpl.problems import Linear, Quadratic
from verification.claims.first_order_adaptive import reddi
from verification.tape import follow

USUAL = AdamNC(0.5, 0.875, 0.75)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"beta1": 1.0}, r"beta1 must lie in \[0, 1\), got 1.0"),
        ({"fading": 1.5}, r"fading must lie in \[0.0, 1.0\], got 1.5"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(USUAL._replace(**change), Linear(np.ones(2)), np.ones(2), 2)


def test_two_steps_by_hand():
    """beta1 = 1/2, lambda = 1/2; g = 3, then 4: m = 3/2, 1/4 3/2 + 3/4 4; s = 9, 25."""
    x, _ = follow(AdamNC(1.0, 0.5, 0.5), np.zeros(1), np.array([[3.0], [4.0]]))
    assert x[1, 0] == -0.5
    assert x[2, 0] - x[1, 0] == pytest.approx(-3.375 / 5, rel=1e-15)


def test_it_finds_the_best_point_where_adam_ends_at_the_worst():
    points = reddi.play(AdamNC(1.0, 0.5, 0.9), 3000, steps=np.ones(3000))
    assert points[-1] < -0.9


def test_nothing_moves_where_no_gradient_was_seen():
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(USUAL, flat, np.array([0.0, 3.0]), 4)
    assert np.array_equal(t.x, np.tile([0.0, 3.0], (5, 1)))
