"""Clipped Newton: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import Quadratic, random_quadratic
from refimpl.second_order.clipped_newton import ClippedNewton


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (ClippedNewton(0.0, 1.0), "step_size must be positive and finite, got 0.0"),
        (ClippedNewton(0.5, -1.0), "rho must be positive and finite, got -1.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, Quadratic(np.eye(2), np.ones(2)), np.ones(2), 2)


def test_one_gradient_and_one_hessian_per_step():
    t = run(ClippedNewton(0.5, 1.0), random_quadratic([2.0, 1.0], 0), np.ones(2), 5, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 5, "hessian": 5}


def test_with_a_large_rho_and_full_steps_it_is_newton():
    problem = random_quadratic([3.0, 1.0, 0.5], seed=1)
    x = run(ClippedNewton(1.0, 1e6), problem, np.ones(3), 1).x[1]
    np.testing.assert_allclose(x, problem.minimizer(), rtol=1e-12)
