"""Super-universal Newton: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import CubicPower, Quadratic, random_logistic
from refimpl.second_order.super_universal_newton import SuperUniversalNewton


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (SuperUniversalNewton(0.0, 1.0), "least_constant must be positive and finite, got 0.0"),
        (SuperUniversalNewton(1.0, 0.25), r"alpha must lie in \[0.5, 1\], got 0.25"),
        (SuperUniversalNewton(1.0, 1.5), r"alpha must lie in \[0.5, 1\], got 1.5"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, CubicPower(1.0), np.ones(1), 2)


def test_a_zero_gradient_stays_even_where_the_hessian_is_singular():
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    x = run(SuperUniversalNewton(1.0, 0.75), flat, np.array([0.0, 3.0]), 3).x
    assert np.array_equal(x, np.tile([0.0, 3.0], (4, 1)))


def test_without_rejected_trials_there_is_one_gradient_per_step():
    t = run(SuperUniversalNewton(8.0, 0.75), random_logistic(20, 3, 0.1, seed=0), np.ones(3), 3, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 4, "hessian": 3}


def test_on_a_quadratic_the_first_step_is_that_of_the_shifted_system():
    bowl = Quadratic(np.diag([4.0, 1.0]), np.zeros(2))
    x = run(SuperUniversalNewton(0.5, 1.0), bowl, np.array([1.0, 3.0]), 1).x
    np.testing.assert_allclose(x[1], [1 - 4 / 6.5, 3 - 3 / 3.5], rtol=1e-14)  # |g| = 5
