"""TRAM: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.flatness.tram import TRAM
from refimpl.problems import gaussian_classes

PROBLEM = gaussian_classes(n=3, means=[[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]], deviation=1.0, mu=0.125, seed=1)
START = np.array([2.0, -1.0, 0.5, 1.5, -2.0, 1.0])


def test_unusable_hyper_parameters_are_told():
    with pytest.raises(ValueError, match=r"step_size must be positive and finite, got 0\.0"):
        run(TRAM(0.0), PROBLEM, START, 2)


def test_two_gradients_and_one_divergence_per_step():
    t = run(TRAM(0.5), PROBLEM, START, 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 14, "prediction_kl": 7}


def test_the_first_step_is_one_of_gradient_descent():
    x = run(TRAM(0.5), PROBLEM, START, 1).x
    np.testing.assert_array_equal(x[1], START - 0.5 * PROBLEM.gradient(START))


def test_remainders_of_both_argument_orders_have_order_three():
    """|KL - d'Fd/2| over |d|^3 settles, for d = 2^-3, ..., 2^-10."""
    v = np.array([1.0, -2.0, 0.5, 1.5, 0.25, -1.0]) / 3
    F = PROBLEM.hessian(START) - PROBLEM.mu * np.eye(6)
    h = 2.0 ** -np.arange(3, 11)
    for order in (1, -1):
        pairs = [(START - s * v, START)[::order] for s in h]
        kl = np.array([PROBLEM.prediction_kl(*pair) for pair in pairs])
        slopes = -np.diff(np.log2(np.abs(kl - h**2 * (v @ F @ v) / 2)))
        assert abs(slopes[-1] - 3) < 0.05


def test_a_common_shift_of_all_classes_changes_no_step():
    """Without mu the predictions and gradients do not change with W + 1 c', so neither does the move."""
    problem = PROBLEM._replace(mu=0.0)
    shift = np.tile([3.0, -2.0], 3)
    x = run(TRAM(0.5), problem, START, 8).x
    np.testing.assert_allclose(run(TRAM(0.5), problem, START + shift, 8).x, x + shift, rtol=1e-12)


def test_prescribed_takes_the_largest_step_of_the_descent():
    assert TRAM.prescribed(PROBLEM) == TRAM(1 / PROBLEM.smoothness())
