"""diffGrad: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl.first_order_adaptive.diffgrad import DiffGrad
from verification.tape import follow


def test_two_steps_by_hand():
    """beta1 = beta2 = epsilon = 0: the steps are xi sign(g), with changes log 3 and log 4."""
    a, b = np.log(3.0), np.log(3.0) - np.log(4.0)
    x, _ = follow(DiffGrad(1.0, 0.0, 0.0, 0.0), np.zeros(1), np.array([[a], [b]]))
    assert x[1, 0] == pytest.approx(-3 / 4, rel=1e-15)
    assert x[2, 0] == pytest.approx(-3 / 4 + 4 / 5, rel=1e-14)


def test_a_huge_change_neither_overflows_nor_shortens():
    x, _ = follow(DiffGrad(1.0, 0.0, 0.0, 0.0), np.zeros(1), np.array([[1e4], [-1e4]]))
    assert x[:, 0].tolist() == [0.0, -1.0, 0.0]
