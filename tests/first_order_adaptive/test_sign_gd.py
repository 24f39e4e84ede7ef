"""Sign descent: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.first_order_adaptive.sign_gd import SignGD
from refimpl.problems import Quadratic


def test_unusable_step_sizes_are_told():
    with pytest.raises(ValueError, match=r"step_size must be positive and finite, got 0\.0"):
        run(SignGD(0.0), Quadratic(np.eye(2), np.ones(2)), np.ones(2), 2)


@pytest.mark.parametrize("engine", ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)])
def test_a_coordinate_without_gradient_rests(engine):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(SignGD(0.5), flat, np.array([1.0, 3.0]), 3, engine=engine)
    assert t.x.tolist() == [[1.0, 3.0], [0.5, 3.0], [0.0, 3.0], [0.0, 3.0]]
