"""Subspace and loss-surface measures against other libraries and by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import subspace_angles

from refimpl import run
from refimpl.first_order_adaptive.gradient_descent import GradientDescent
from refimpl.hessian_spectrum import loss_surface, subspace
from refimpl.problems import ReLU, Tanh, diagonal_quadratic, gaussian_classes, random_teacher


def orthonormal(d, k, seed):
    return np.linalg.qr(np.random.default_rng(seed).standard_normal((d, k)))[0]


def test_overlap_is_the_mean_squared_cosine_of_the_principal_angles():
    U, V = orthonormal(7, 3, 0), orthonormal(7, 3, 1)
    assert subspace.overlap(U, V) == pytest.approx(np.mean(np.cos(subspace_angles(U, V)) ** 2), rel=1e-12)
    assert subspace.overlap(U, U @ orthonormal(3, 3, 2)) == pytest.approx(1.0, rel=1e-14)
    assert subspace.overlap(np.eye(4)[:, :2], np.eye(4)[:, 2:]) == 0.0


def test_fraction_by_hand():
    assert subspace.fraction(np.eye(3)[:, :2], np.array([1.0, 2.0, 2.0])) == pytest.approx(5 / 9)


def test_top_eigenvectors_are_those_of_the_largest_eigenvalues():
    U = subspace.top_eigenvectors(np.diag([3.0, -5.0, 1.0, 4.0]), 2)
    assert subspace.overlap(U, np.eye(4)[:, [0, 3]]) == 1.0


@pytest.mark.parametrize("engine", ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)])
def test_top_fraction_along_a_run(engine):
    """g = (2 x_1, x_2) on diag(2, 1): the fraction is 4 x_1^2/(4 x_1^2 + x_2^2), x_t = (0, 2^-t) from step 1 on."""
    t = run(
        GradientDescent(0.5), diagonal_quadratic([2.0, 1.0]), np.array([1.0, 2.0]), 2, engine=engine,
        record=[subspace.TopFraction(1)],
    )  # fmt: skip
    assert t.observed["TopFraction"] == pytest.approx([0.5, 0.0, 0.0], abs=1e-15)


def test_top_fraction_is_fraction_in_the_top_eigenvectors():
    problem = gaussian_classes(n=4, means=np.eye(3), deviation=0.5, mu=0.1, seed=0)
    x = np.linspace(-1, 1, 9)
    t = run(GradientDescent(0.5), problem, x, 1, record=[subspace.TopFraction(4)])
    expected = subspace.fraction(subspace.top_eigenvectors(problem.hessian(x), 4), problem.gradient(x))
    assert t.observed["TopFraction"][0] == pytest.approx(expected, rel=1e-12)


def test_residual_part_is_within_its_bound_at_random_points():
    for seed in range(20):
        problem, teacher = random_teacher(n=4, p=2, width=2, activation=Tanh(), seed=seed)
        x = 2 * np.random.default_rng(seed).standard_normal(teacher.size)
        gap = np.linalg.norm(problem.hessian(x) - problem.gauss_newton(x), 2)
        assert 0 < gap <= loss_surface.residual_part_bound(problem, x)
        assert loss_surface.residual_part_bound(problem, teacher) == 0.0


def test_second_moment_is_covariance_plus_mean():
    problem = gaussian_classes(n=4, means=np.eye(3), deviation=0.5, mu=0.0, seed=0)
    x = np.linspace(-1, 1, 9)
    covariance, g = np.cov(problem.sample_gradients(x).T, bias=True), problem.gradient(x)
    moment = loss_surface.gradient_second_moment(problem, x)
    np.testing.assert_allclose(moment, covariance + np.outer(g, g), atol=1e-15)


def test_rescaling_keeps_a_relu_network_and_moves_a_tanh_one():
    problem, x = random_teacher(n=4, p=1, width=2, activation=ReLU(), seed=3)
    y = loss_surface.rescaled(problem, x, 4.0)
    assert np.array_equal(problem.output(y), problem.output(x))
    assert not np.allclose(problem._replace(activation=Tanh()).output(y), problem.output(x))
    path = loss_surface.straight_path(x, y, 5)
    assert np.array_equal(path[[0, -1]], [x, y])
    assert np.array_equal(path[2], (x + y) / 2)
    assert loss_surface.path_values(problem, path)[0] == 0.0
