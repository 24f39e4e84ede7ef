"""LV-HBA: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.bilevel.lv_hba import LVHBA
from refimpl.problems import HalfSpaceLevels, QuadraticLevels

ONE = np.ones((1, 1))
SCALAR = HalfSpaceLevels(  # f = (x - 2)^2/2 + (y - 2)^2/2 - 4, g = y^2/2 - x y, y <= 1
    QuadraticLevels(ONE, ONE, 0 * ONE, 0 * ONE, ONE, 0 * ONE, ONE, np.full(1, 2.0), np.full(1, 2.0)),
    np.zeros(1),
    np.ones(1),
    1.0,
)
METHOD = LVHBA(0.0625, 0.25, 0.25, 4.0, 4.0, 0.5, 1.0, 2.0, np.zeros(1))


def test_the_known_solution_of_the_scalar_problem_is_found():
    """y*(x) = min(x, 1) with the multiplier max(x - 1, 0): x = 2, y = 1 and z = 1."""
    state = run(METHOD, SCALAR, np.zeros(1), 1500).state
    assert abs(float(state.x[0]) - 2) < 1e-2
    assert abs(float(state.y[0]) - 1) < 1e-2
    assert abs(float(state.z) - 1) < 1e-2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"sigma": -1.0}, "sigma must be positive and finite, got -1.0"),
        ({"growth": -1.0}, "growth must be non-negative and finite, got -1.0"),
        ({"largest": 0.0}, "largest must be positive and finite, got 0.0"),
        ({"start": np.zeros(2)}, r"start must have shape \(1,\), got \(2,\)"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(METHOD._replace(**change), SCALAR, np.zeros(1), 2)
