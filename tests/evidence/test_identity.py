"""Identities of arrays."""

from __future__ import annotations

import numpy as np
import pytest

from verification.evidence import identity
from verification.finding import Verdict


def test_equal_within_the_tolerance_and_not_beyond():
    left = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert identity(left, left + 3.9e-12, tolerance=1e-12).verdict is Verdict.HOLDS  # the scale is 4
    found = identity(left, left + 4.1e-12, tolerance=1e-12)
    assert found.verdict is Verdict.VIOLATED
    assert found.checked == 4


def test_a_scale_by_entry_sees_small_entries():
    left, right = np.array([1.0, 1e-9]), np.array([1.0, 1.1e-9])
    assert identity(left, right, tolerance=1e-9).verdict is Verdict.HOLDS
    assert identity(left, right, tolerance=1e-9, scale=np.abs(left)).verdict is Verdict.VIOLATED


def test_exact_equality_may_be_asked_for():
    assert identity([0.0, 1.0], [0.0, 1.0], tolerance=0.0).verdict is Verdict.HOLDS
    assert identity([0.0, 1.0], [0.0, np.nextafter(1.0, 2.0)], tolerance=0.0).verdict is Verdict.VIOLATED


@pytest.mark.parametrize("left", [[], [np.nan], [np.inf]])
def test_nothing_and_nan_are_never_a_success(left):
    assert identity(left, left, tolerance=1.0).verdict is Verdict.VIOLATED


def test_shapes_must_agree():
    with pytest.raises(ValueError, match=r"one shape, got \(2,\) and \(1,\)"):
        identity([1.0, 1.0], [1.0], tolerance=1.0)
