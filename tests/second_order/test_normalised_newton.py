"""Newton with gradient-normalised smoothness: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import LeastSquares, QuadraticRegression, random_logistic
from refimpl.second_order.normalised_fisher_newton import NormalisedFisherNewton
from refimpl.second_order.normalised_gauss_newton import NormalisedGaussNewton

SQUARE = LeastSquares(np.diag([2.0, 1.0]), np.zeros(2))


@pytest.mark.parametrize("method", [NormalisedFisherNewton, NormalisedGaussNewton])
def test_unusable_radii_are_told(method):
    with pytest.raises(ValueError, match=r"first_radius must be positive and finite, got 0\.0"):
        run(method(0.0), SQUARE, np.ones(2), 2)


@pytest.mark.parametrize("method", [NormalisedFisherNewton, NormalisedGaussNewton])
def test_a_zero_gradient_stays(method):
    x = run(method(1.0), SQUARE, np.zeros(2), 3).x
    assert np.array_equal(x, np.zeros((4, 2)))


def test_gauss_newton_on_linear_residuals_is_a_shifted_newton_step():
    """H = diag(2, 1/2) and g = (3, 2) at (1.5, 4); the shift is 1, and the first radius passes."""
    x = run(NormalisedGaussNewton(np.sqrt(13.0)), SQUARE, np.array([1.5, 4.0]), 1).x
    np.testing.assert_allclose(x[1], [1.5 - 3 / 3, 4 - 2 / 1.5], rtol=1e-14)


def test_the_gauss_newton_matrix_is_the_hessian_without_the_residuals():
    problem = QuadraticRegression(np.array([1.0, -2.0]), np.array([[1.0, 2.0], [0.0, 1.0]]), np.ones((4, 2)))
    x = np.array([0.5, -1.0])
    bent = problem.hessian(x) - problem.gauss_newton(x)
    np.testing.assert_allclose(bent, np.sum(problem.residual(x)) * np.ones((2, 2)), rtol=1e-14)


def test_the_radius_doubles_where_no_trial_is_rejected():
    t = run(NormalisedFisherNewton(2.0**-8), random_logistic(12, 3, 0.0, seed=0), np.ones(3), 4, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 8, "value": 8, "sample_gradients": 4}
