"""Anolog: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.first_order_adaptive.anolog import Anolog
from refimpl.problems import Linear, Quadratic

USUAL = Anolog(0.125, 0.875, 2.0**-7)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"beta2": 0.25}, r"beta2 must lie in \[0.5, 1.0\], got 0.25"),
        ({"beta2": 1.0}, r"beta2 must lie in \[0.5, 1\), got 1.0"),
        ({"epsilon": -1.0}, "epsilon must be non-negative and finite, got -1.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(USUAL._replace(**change), Linear(np.ones(2)), np.ones(2), 2)


def test_the_window_grows_with_the_logarithm():
    kept = [float(USUAL.kept(np.ones(1), t)[0]) for t in (1, 2, 3, 8, 2981)]
    assert kept[0] == kept[1] == pytest.approx(1 - 1 / np.log(2))
    assert kept[0] < 0 < kept[2] < kept[3] < kept[4]
    assert kept[4] == pytest.approx(1 - 1 / 8, abs=1e-5)


@pytest.mark.parametrize("epsilon", [0.0, 1e-8])
def test_nothing_moves_where_no_gradient_was_seen(epsilon):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(USUAL._replace(epsilon=epsilon), flat, np.array([0.0, 3.0]), 4)
    assert np.array_equal(t.x, np.tile([0.0, 3.0], (5, 1)))
