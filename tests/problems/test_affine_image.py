from __future__ import annotations

import numpy as np
import pytest
from constants import BITS, LAST_DIGITS, catches, entries, matrix, near, to_the_last_digit
from derivatives import TOLERANCE, derivative_error, planted

from refimpl import problems as p
from refimpl.engines.ball import precision

T = np.array([[2.0, 1.0, 0.0], [0.0, 0.5, 1.0], [1.0, 0.0, 1.0]])
INNER = p.random_logistic(n=9, d=3, mu=0.25, seed=1)
PROBLEM = p.AffineImage(INNER, T)
X, V = np.array([0.5, -1.0, 2.0]), np.array([1.0, 3.0, -0.5])


def test_oracles_are_those_of_the_problem_at_the_image():
    assert PROBLEM.dimension() == 3
    assert near(PROBLEM.value(X), INNER.value(T @ X))
    H = T.T @ INNER.hessian(T @ X) @ T
    np.testing.assert_allclose(PROBLEM.hessian_vector(X, V), H @ V, rtol=1e-13)
    quadratic = p.AffineImage(p.random_quadratic([3.0, 2.0, 1.0], seed=1), T)
    assert near(quadratic.suboptimality(X), quadratic.problem.suboptimality(T @ X))
    assert quadratic.minimum() == quadratic.problem.minimum()


@pytest.mark.parametrize(("function", "derivative"), [("value", "gradient"), ("gradient", "hessian")])
def test_derivatives(function, derivative):
    def error(problem):
        return derivative_error(
            problem, lambda q, x: getattr(q, function)(x), lambda q, x: getattr(q, derivative)(x), (X,), 0
        )

    assert error(PROBLEM) < TOLERANCE < error(planted(PROBLEM, derivative))


def test_minimiser_is_the_preimage_to_the_last_digit():
    with precision(BITS):
        x = entries(matrix(T).solve(matrix(INNER.minimizer())))
    assert catches(lambda q: to_the_last_digit(q.minimizer(), x), PROBLEM, "minimizer", LAST_DIGITS)


@pytest.mark.parametrize(
    ("image", "sentence"),
    [
        (np.ones((3, 2)), r"^T must have shape \(3, 3\), got \(3, 2\)$"),
        (np.ones((3, 3)), r"^T must be regular, got rank 1 in dimension 3$"),
        (np.full((3, 3), np.nan), r"^T must be finite, got 9 entries that are NaN or infinite$"),
    ],
)
def test_other_images_are_refused(image, sentence):
    with pytest.raises(ValueError, match=sentence):
        p.AffineImage(INNER, image).validate()
