"""Methods with rank-one Kronecker factors: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.natural_gradient_kfac.kfac_rank_one import KFACRankOne
from refimpl.natural_gradient_kfac.mkor import MKOR
from refimpl.natural_gradient_kfac.mkor_h import MKORH
from refimpl.problems.registry import EXAMPLES

KFAC, PLAIN, HYBRID = (
    KFACRankOne(0.25, 0.75, 2, 3),
    MKOR(0.25, 0.75, 2.0, 0.25, 2, 3),
    MKORH(*(0.25,) * 5, 2, 3),
)


@pytest.mark.parametrize(
    ("method", "change", "message"),
    [
        *((m, {"step_size": 0.0}, "step_size must be positive and finite, got 0.0") for m in (KFAC, PLAIN, HYBRID)),
        *((m, {"decay": 1.0}, r"decay must lie in \[0.03125, 0.9921875\], got 1.0") for m in (KFAC, PLAIN, HYBRID)),
        *((m, {"batch": 0}, "batch must be an integer of at least 1, got 0") for m in (KFAC, PLAIN, HYBRID)),
        *((m, {"rows": 2}, "rows must be the number of outputs, 3, got 2") for m in (KFAC, PLAIN, HYBRID)),
        *((m, {"threshold": 0.0}, "threshold must be positive and finite, got 0.0") for m in (PLAIN, HYBRID)),
        *((m, {"mixing": 1.5}, r"mixing must lie in \[0.0, 1.0\], got 1.5") for m in (PLAIN, HYBRID)),
        (HYBRID, {"least": 1.0}, r"least must lie in \[0.03125, 0.9921875\], got 1.0"),
    ],
)  # fmt: skip
def test_unusable_hyper_parameters_are_told(method, change, message):
    with pytest.raises(ValueError, match=message):
        run(method._replace(**change), EXAMPLES["unregularised-softmax"].build(), np.zeros(6), 2)


def test_a_unit_vector_that_comes_again_is_preconditioned_by_one():
    """A^-1 = b^t I + (1 - b^t) a a': along a the factor is 1 for ever, across it b^t."""
    a, A = np.array([0.6, 0.8]), np.eye(2)
    for _ in range(9):
        A = KFAC.updated(A, a)
    np.testing.assert_allclose(A @ a, a, rtol=1e-14)
    np.testing.assert_allclose(A @ [0.8, -0.6], np.array([0.8, -0.6]) / 0.75**9, rtol=1e-14)


def test_the_printed_update_is_no_inverse():
    """The same vector raises MKOR's A along it and leaves less across it: the opposite of the exact inverse."""
    a, A = np.array([1.0, 0.0]), np.eye(2)
    free = PLAIN._replace(threshold=1e30)
    for _ in range(60):
        A = free.updated(A, a)
    assert A[0, 0] > 1e3
    np.testing.assert_allclose(A[1, 1], 0.75**60, rtol=1e-13)
