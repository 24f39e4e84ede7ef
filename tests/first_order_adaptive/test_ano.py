"""Ano: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl.first_order_adaptive.ano import Ano
from verification.tape import follow


def test_two_steps_by_hand():
    """beta1 = 3/4, beta2 = 3/4, epsilon = 0; g = 4, then -1: m = 1, 1/2, v = 4, 3 - 1/4; v^ = 16, 44/7."""
    x, _ = follow(Ano(1.0, 0.75, 0.75, 0.0), np.zeros(1), np.array([[4.0], [-1.0]]))
    assert x[1, 0] == -1.0
    assert x[2, 0] - x[1, 0] == pytest.approx(-1 / np.sqrt(44 / 7), rel=1e-15)
