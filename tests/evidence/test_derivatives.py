"""Taylor slopes certify right derivatives and reject wrong ones down to relative errors of 1e-3."""

from __future__ import annotations

import numpy as np
import pytest

from verification.evidence import taylor_slopes
from verification.finding import Verdict


def instance(seed, d=6, n=9):
    rng = np.random.default_rng(seed)
    A = rng.standard_normal((n, d))

    def value(x):
        return np.sum(np.log(np.cosh(A @ x)))

    def gradient(x):
        return A.T @ np.tanh(A @ x)

    def hessian(x):
        return (A.T / np.cosh(A @ x) ** 2) @ A

    return value, gradient, hessian, rng.standard_normal(d)


@pytest.mark.parametrize("seed", range(20))
def test_right_derivatives_hold_and_wrong_ones_fail(seed):
    value, gradient, hessian, x = instance(seed)
    assert taylor_slopes(value, gradient, x, terms=9).verdict is Verdict.HOLDS
    assert taylor_slopes(gradient, hessian, x, terms=9).verdict is Verdict.HOLDS
    assert taylor_slopes(value, lambda x: 1.003 * gradient(x), x, terms=9).verdict is Verdict.VIOLATED
    assert (
        taylor_slopes(gradient, lambda x: hessian(x) + 0.03 * np.eye(6), x, terms=9).verdict
        is Verdict.VIOLATED
    )


def test_one_wrong_entry_is_seen():
    value, gradient, _, x = instance(0)

    def wrong(x):
        g = gradient(x)
        g[3] = -g[3]
        return g

    assert taylor_slopes(value, wrong, x).verdict is Verdict.VIOLATED


def test_affine_functions_are_their_own_derivative():
    assert (
        taylor_slopes(lambda x: 2 * x[0] - x[1], lambda x: np.array([2.0, -1.0]), np.ones(2)).verdict
        is Verdict.HOLDS
    )
    assert (
        taylor_slopes(lambda x: 2 * x[0], lambda x: np.array([2.0, 0.1]), np.ones(2)).verdict
        is Verdict.VIOLATED
    )


def test_nan_is_violated():
    found = taylor_slopes(lambda x: np.nan, lambda x: np.ones(2), np.ones(2))
    assert found.verdict is Verdict.VIOLATED
