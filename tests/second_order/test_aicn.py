"""AICN: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import CubicChain, LogBarrier, Quadratic, random_logistic
from refimpl.second_order.aicn import AICN


@pytest.mark.parametrize("value", [-1.0, np.nan, np.inf])
def test_an_unusable_estimate_is_told(value):
    with pytest.raises(ValueError, match=f"L_est must be non-negative and finite, got {value}"):
        run(AICN(value), LogBarrier(), np.ones(1), 2)


def test_no_estimate_is_prescribed_without_strong_convexity():
    with pytest.raises(ValueError, match=r"strong_convexity must be positive and finite, got 0.0"):
        AICN.prescribed(CubicChain(3))


def test_one_gradient_and_one_hessian_per_step():
    t = run(AICN(2.0), random_logistic(20, 4, 0.1, seed=0), np.ones(4), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7, "hessian": 7}


@pytest.mark.parametrize(
    ("L_est", "start", "expected"),
    [
        # f = x - log x has n = x (x - 1) and G = |x - 1|
        (0.0, 0.5, 0.75),  # alpha = 1, Newton's step
        (3.0, 0.5, 2 / 3),  # L_est G = 3/2, alpha = 2/(1 + 2)
        (8.0, 1.5, 1.125),  # L_est G = 4, alpha = 2/(1 + 3), n = 3/4
    ],
)
def test_one_step_on_the_log_barrier_by_hand(L_est, start, expected):
    x = run(AICN(L_est), LogBarrier(), np.array([start]), 1).x
    np.testing.assert_allclose(x[1], [expected], rtol=1e-15)


def test_a_singular_hessian_is_a_named_outcome():
    flat = Quadratic(np.diag([1.0, 0.0]), np.array([1.0, 1.0]))
    t = run(AICN(1.0), flat, np.array([0.0, 3.0]), 5)
    assert t.outcome.value in ("breakdown", "non-finite")
    assert t.stopped_at == 0
