"""Subgradient steps and ISTA on an l1 penalty: what the generic tests and the claims do not cover."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.first_order_adaptive.gradient_descent import GradientDescent
from refimpl.nonsmooth_nonconvex.ista import ISTA
from refimpl.nonsmooth_nonconvex.l1_subgradient import L1Subgradient
from refimpl.problems import Quadratic, diagonal_quadratic

both = pytest.mark.parametrize("method", [L1Subgradient, ISTA])


@both
def test_unusable_hyper_parameters_are_told(method):
    f, x0 = diagonal_quadratic([1.0]), np.ones(1)
    zero, negative = method(0.0, 1.0), method(0.1, -1.0)
    with pytest.raises(ValueError, match=r"step_size must be positive and finite, got 0.0"):
        run(zero, f, x0, 1)
    with pytest.raises(ValueError, match=r"weight must be non-negative and finite, got -1.0"):
        run(negative, f, x0, 1)


@both
def test_without_penalty_both_are_gradient_descent(method):
    f = Quadratic(np.array([[2.0, 0.5], [0.5, 1.0]]), np.array([1.0, -1.0]))
    x0 = np.array([1.5, 0.75])
    np.testing.assert_array_equal(run(method(0.25, 0.0), f, x0, 9).x, run(GradientDescent(0.25), f, x0, 9).x)


def lasso(seed=0, n=5, p=12):
    rng = np.random.default_rng(seed)
    M = rng.standard_normal((n, p)) / np.sqrt(n)
    return Quadratic(M.T @ M, M.T @ rng.standard_normal(n))


def test_beyond_the_largest_correlation_the_subgradient_norm_grows_and_ista_is_zero():
    """Over-parametrised lasso, p > n: for weight > |b|_inf the minimiser is 0."""
    f, norms = lasso(), []
    top = float(np.max(np.abs(f.b)))
    for weight in (2 * top, 4 * top, 8 * top):
        end = run(L1Subgradient(0.02, weight), f, np.full(12, 0.301), 400).x[-1]
        assert np.all(end != 0)
        norms.append(np.abs(end).sum())
        assert not run(ISTA(0.02, weight), f, np.full(12, 0.301), 400).x[-1].any()
    assert norms[0] < norms[1] < norms[2]


def test_a_start_on_a_multiple_of_the_step_lands_on_zero_and_stops():
    x = run(L1Subgradient(0.25, 1.0), Quadratic(np.zeros((1, 1)), np.zeros(1)), np.array([0.75]), 5).x
    np.testing.assert_array_equal(x[:, 0], [0.75, 0.5, 0.25, 0, 0, 0])
