"""Fisher SAM: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.flatness.fisher_sam import FisherSAM
from refimpl.flatness.sam import SAM
from refimpl.problems import LeastSquares, random_least_squares, random_logistic

PROBLEM = random_least_squares(n=8, d=3, noise=1.0, seed=0)


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (FisherSAM(0.0, 0.1, 0.25), "step_size must be positive and finite, got 0.0"),
        (FisherSAM(0.1, -0.1, 0.25), "rho must be non-negative and finite, got -0.1"),
        (FisherSAM(0.1, 0.1, 0.0), "damping must be positive and finite, got 0.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, PROBLEM, np.ones(3), 2)


def test_all_examples_once_and_one_gradient_per_step():
    t = run(FisherSAM(0.1, 0.1, 0.25), PROBLEM, np.ones(3), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"sample_gradients": 7, "gradient": 7}


def test_with_a_large_damping_it_is_sam_with_the_radius_divided_by_its_root():
    """F = damping (1 + O(1/damping)): the perturbations differ by a relative 1e-10 or so."""
    problem, x0 = random_logistic(n=10, d=3, mu=0.1, seed=2), np.ones(3)
    x = run(FisherSAM(0.5, 0.25 * 1e6, 1e12), problem, x0, 20).x
    np.testing.assert_allclose(x, run(SAM(0.5, 0.25), problem, x0, 20).x, rtol=1e-10)


def test_gradients_that_cancel_count_as_much_as_others():
    """Gradients 2 and -1 along the first axis: their mean is 1/2, but the mean of their squares 5/2."""
    problem = LeastSquares(np.ones((2, 1)), np.array([-2.0, 1.0]))
    x = run(FisherSAM(0.25, 0.5, 0.25), problem, np.zeros(1), 1).x[1]
    e = 0.5 / np.sqrt(2.5 + 0.25)
    np.testing.assert_allclose(x, [-0.25 * (0.5 + e)], rtol=1e-14)


def test_prescribed_takes_the_largest_step_of_the_descent():
    assert FisherSAM.prescribed(LeastSquares(np.diag([2.0, 1.0]), np.zeros(2))) == FisherSAM(0.5, 0.1, 0.25)
