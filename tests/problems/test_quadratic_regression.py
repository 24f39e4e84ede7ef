from __future__ import annotations

import numpy as np
import pytest

from refimpl import problems as p
from refimpl.problems.registry import EXAMPLES


def test_residual_and_jacobian_are_the_polynomial_and_its_derivative():
    problem = EXAMPLES["quadratic-regression"].build()
    x, v = np.array([1.0, 2.0, -3.0]), np.array([0.5, 0.25, -1.0])
    Q = problem.Q.reshape(2, 3, 3)
    z = problem.y + problem.J @ x + np.einsum("ijk,j,k->i", Q, x, x) / 2
    assert np.array_equal(problem.residual(x), z)  # dyadic data: exact
    ahead, behind = problem.residual(x + v), problem.residual(x - v)
    assert np.array_equal(problem.jacobian(x) @ v, (ahead - behind) / 2)  # exact for a quadratic


def test_kernel_and_hessian_share_their_eigenvalues_where_the_residual_vanishes():
    problem = EXAMPLES["quadratic-regression"].build()
    x = np.array([0.25, -0.5, 1.0])
    fitted = problem._replace(y=problem.y - problem.residual(x))
    assert not fitted.residual(x).any()
    expected = np.linalg.eigvalsh(fitted.hessian(x))[-2:]
    np.testing.assert_allclose(np.linalg.eigvalsh(fitted.tangent_kernel(x)), expected, rtol=1e-14)


def test_samples_average_to_value_and_gradient():
    problem, x = p.random_quadratic_regression(4, 3, seed=1), np.array([0.5, -1.0, 0.25])
    g = np.mean([problem.sample_gradient(x, i) for i in range(4)], axis=0)
    np.testing.assert_allclose(g, problem.gradient(x), rtol=1e-13)
    assert np.mean([problem.sample_value(x, i) for i in range(4)]) == pytest.approx(
        problem.value(x), rel=1e-14
    )


def test_two_dimensional_model_in_closed_form():
    problem, x = p.saddle_regression(E=0.5, eps=0.25), np.array([2.0, -4.0])
    assert problem.residual(x).tolist() == [(4 - 0.25 * 16) / 2 - 0.5]
    assert problem.tangent_kernel(x).tolist() == [[4 + 0.25**2 * 16]]
    assert problem.gradient(x).tolist() == [-0.5 * 2, -0.5 * -0.25 * -4]


def test_squared_regression_is_the_diagonal_linear_network():
    X, targets = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([1.0, -2.0])
    problem = p.squared_regression(X, targets)
    u, v = np.array([2.0, -1.0]), np.array([0.5, 3.0])
    x = np.concatenate([u, v])
    r = X @ (u * u - v * v) - targets
    assert np.array_equal(problem.residual(x), r)
    assert np.array_equal(problem.gradient(x), 2 * np.concatenate([u * (X.T @ r), -v * (X.T @ r)]))


def test_random_models_depend_on_their_seed_and_are_symmetric():
    one, again, other = (p.random_quadratic_regression(2, 3, seed, 0.5) for seed in (3, 3, 4))
    one.validate()
    assert all(np.array_equal(a, b) for a, b in zip(one, again, strict=True))
    assert not np.array_equal(one.Q, other.Q)
    assert not p.random_quadratic_regression(2, 3, 0, curvature=0.0).Q.any()
