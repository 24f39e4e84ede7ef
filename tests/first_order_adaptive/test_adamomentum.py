"""AdaMomentum: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl.first_order_adaptive.adamomentum import AdaMomentum
from verification.tape import follow


def test_two_steps_by_hand():
    """beta1 = 1/2, beta2 = 3/4, epsilon = 1; g = 4, then -2: m = 2, 0, so v = 1/4 4 + 1 = 2, 3/4 2 + 1 = 5/2."""
    x, _ = follow(AdaMomentum(1.0, 0.5, 0.75, 1.0), np.zeros(1), np.array([[4.0], [-2.0]]))
    assert x[1, 0] == pytest.approx(-4 / np.sqrt(8), rel=1e-15)
    assert x[2, 0] == x[1, 0]


def test_epsilon_adds_up():
    """Without gradients v_t = epsilon (1 - beta2^t)/(1 - beta2), so v^ = epsilon/(1 - beta2); then m^ = g/2."""
    g = np.zeros((9, 1))
    g[-1] = 2.0**-20
    x, _ = follow(AdaMomentum(1.0, 0.0, 0.75, 1.0), np.zeros(1), g)
    assert x[-1, 0] == pytest.approx(-(2.0**-20) / 2, rel=1e-9)
