from __future__ import annotations

import numpy as np
import pytest

from refimpl.core import checks


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: checks.positive("a", 0), "a must be positive and finite, got 0"),
        (lambda: checks.positive("a", "1"), "a must be positive and finite, got '1'"),
        (lambda: checks.positive("a", True), "a must be positive and finite, got True"),
        (lambda: checks.nonnegative("a", -1e-300), "a must be non-negative and finite"),
        (lambda: checks.finite("a", np.inf), "a must be a finite number, got inf"),
        (lambda: checks.between("a", np.nan, 0, 1), r"a must lie in \[0, 1\], got nan"),
        (lambda: checks.one_of("a", 3, (1, 2)), "a must be one of 1, 2, got 3"),
        (lambda: checks.array("A", [1.0]), "A must be a real NumPy array, got list"),
        (lambda: checks.array("A", np.ones(2) * 1j), "A must be a real NumPy array, got complex128"),
        (lambda: checks.array("A", np.zeros((0, 2))), "A must not be empty, got shape .0, 2."),
        (lambda: checks.array("A", np.ones(2), ndim=2), r"A must have 2 dimension\(s\), got shape \(2,\)"),
        (lambda: checks.array("A", np.ones(2), shape=(3,)), r"A must have shape \(3,\), got \(2,\)"),
        (lambda: checks.symmetric("A", np.ones((2, 3))), r"A must be square, got shape \(2, 3\)"),
        (
            lambda: checks.symmetric("A", np.triu(np.ones((2, 2)))),
            "A must be symmetric, got a largest asymmetry of 1",
        ),
    ],
)
def test_what_is_refused_is_said(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_what_is_right_passes():
    checks.positive("a", 1e-300)
    checks.nonnegative("a", 0)
    checks.count("n", np.int64(3))
    checks.between("a", 1, 0, 1)
    checks.array("A", np.ones((2, 2)), ndim=2, shape=(2, 2))
    checks.symmetric("A", np.eye(3))
