"""Lanczos' method: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.linalg import eigh_tridiagonal, hessenberg
from scipy.sparse.linalg import eigsh

from refimpl import run
from refimpl.hessian_spectrum.lanczos import Lanczos
from refimpl.hessian_spectrum.power_iteration import PowerIteration
from refimpl.hessian_spectrum.ritz import gauss_quadrature, projection, ritz_values
from refimpl.problems import diagonal_quadratic, random_logistic, random_quadratic


def test_a_point_of_another_space_is_told():
    with pytest.raises(ValueError, match=r"point must have shape \(2,\), got \(1,\)"):
        run(Lanczos(np.zeros(1)), diagonal_quadratic([2.0, 1.0]), np.ones(2), 2)


def test_one_hessian_vector_product_per_vector_and_none_once_the_basis_is_full():
    t = run(Lanczos(np.zeros(4)), random_quadratic([4.0, 3, 2, 1], 0), np.ones(4), 9, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"hessian_vector": 3}
    assert np.array_equal(t.x[3:], np.tile(t.x[3], (7, 1)))


def test_the_full_basis_has_the_spectrum_of_lapack():
    problem = random_logistic(n=60, d=12, mu=0.1, seed=3)
    point = np.linspace(-1, 1, 12)
    t = run(Lanczos(point), problem, np.ones(12), 11)
    expected = np.linalg.eigvalsh(problem.hessian(point))
    np.testing.assert_allclose(ritz_values(problem, point, t.x), expected, rtol=1e-12)
    T = projection(problem, point, t.x)
    np.testing.assert_allclose(eigh_tridiagonal(np.diag(T), np.diag(T, 1))[0], expected, rtol=1e-12)


def test_the_projection_is_scipys_tridiagonal_form_from_the_same_first_vector():
    """The reduction of Householder is unique but for signs, once the first vector is fixed (implicit Q theorem)."""
    problem = random_quadratic([3.0, 1.5, 1.0, 0.5, -1.0], seed=2)
    e = np.eye(5)[0]
    t = run(Lanczos(np.zeros(5)), problem, e, 4)
    T = projection(problem, np.zeros(5), t.x)
    np.testing.assert_allclose(np.abs(T), np.abs(hessenberg(problem.A)), atol=1e-13)
    assert (np.diag(T, 1) > 0).all()


def test_few_vectors_find_the_outlier_that_arpack_finds_and_power_iteration_does_not():
    problem = random_quadratic([1.01, *np.linspace(0, 1, 49)], seed=1)
    point, x0 = np.zeros(50), np.ones(50)
    top = ritz_values(problem, point, run(Lanczos(point), problem, x0, 45).x)[-1]
    np.testing.assert_allclose(top, eigsh(problem.A, k=1, which="LA", v0=x0)[0][0], rtol=1e-9)
    x = run(PowerIteration(point), problem, x0, 45).x[-1]
    assert x @ problem.A @ x < 1.01 - 1e-5


def test_a_multiple_of_the_identity_ends_after_one_vector():
    t = run(Lanczos(np.zeros(4)), diagonal_quadratic([2.0] * 4), np.array([1.0, 1, 1, 1]), 3)
    assert not t.x[1:].any()


def test_quadrature_weights_are_probabilities():
    problem = random_quadratic([3.0, 1.0, 0.5, -2.0], seed=2)
    t = run(Lanczos(np.zeros(4)), problem, np.ones(4), 2)
    theta, tau = gauss_quadrature(projection(problem, np.zeros(4), t.x))
    assert (tau >= 0).all()
    assert tau.sum() == pytest.approx(1, rel=1e-14)
    assert (theta >= -2 - 1e-14).all()
    assert (theta <= 3 + 1e-14).all()
