"""Grams: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np

from refimpl.first_order_adaptive.grams import Grams
from verification.tape import follow


def test_a_coordinate_without_gradient_rests_though_its_average_moves():
    x, _ = follow(Grams(1.0, 0.5, 0.75, 0.0, 0.0), np.zeros(2), np.array([[1.0, 2.0], [0.0, -1.0]]))
    assert x[1].tolist() == [-1.0, -1.0]
    assert x[2, 0] == x[1, 0]
    assert x[2, 1] == x[1, 1], "m = 1/2 2/2 - 1/2 = 0: no size"
