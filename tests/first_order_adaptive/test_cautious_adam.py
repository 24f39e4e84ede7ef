"""Cautious Adam: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl.first_order_adaptive.cautious_adam import CautiousAdam
from verification.dialects.first_order_adaptive.cautious_adam import OverKeptPlusOne, OverShare
from verification.tape import follow

PARAMETERS, G = (1.0, 0.875, 0.75, 0.0, 0.0), np.array([[1.0, 2.0, 4.0], [1.0, -0.25, 4.0]])


@pytest.mark.parametrize(
    ("rule", "factors"), [(CautiousAdam, (1, 1)), (OverShare, (1, 1.5)), (OverKeptPlusOne, (0.75, 1))]
)
def test_a_coordinate_that_would_go_up_rests(rule, factors):
    """All three coordinates are kept at first, two of three then; constant gradients have |u| = 1."""
    x, _ = follow(rule(*PARAMETERS), np.zeros(3), G)
    np.testing.assert_allclose(x[1], -factors[0] * np.ones(3), rtol=1e-15)
    np.testing.assert_allclose(x[2] - x[1], [-factors[1], 0, -factors[1]], rtol=1e-14)


def test_nothing_is_divided_by_zero_where_nothing_is_kept():
    for rule in (CautiousAdam, OverShare, OverKeptPlusOne):
        x, _ = follow(rule(*PARAMETERS), np.ones(3), np.zeros((2, 3)))
        assert np.array_equal(x, np.ones((3, 3)))
