"""Power iteration: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse.linalg import eigsh

from refimpl import run
from refimpl.hessian_spectrum.power_iteration import PowerIteration
from refimpl.hessian_spectrum.ritz import RayleighQuotient
from refimpl.problems import LogBarrier, diagonal_quadratic, random_logistic, random_quadratic


@pytest.mark.parametrize(
    ("point", "message"),
    [
        ([0.0, 0.0], "point must be a real NumPy array, got list"),
        (np.zeros(3), r"point must have shape \(2,\), got \(3,\)"),
        (np.array([0.0, np.nan]), "point must be finite, got 1 entries that are NaN or infinite"),
    ],
)
def test_a_point_of_another_space_is_told(point, message):
    with pytest.raises(ValueError, match=message):
        run(PowerIteration(point), diagonal_quadratic([2.0, 1.0]), np.ones(2), 2)


def test_a_point_without_a_hessian_is_told():
    with pytest.raises(
        ValueError, match="point must be one where the Hessian is finite, got NaN or infinity there"
    ):
        run(PowerIteration(np.zeros(1)), LogBarrier(), np.ones(1), 2)


def test_one_hessian_vector_product_per_step_and_nothing_else():
    t = run(PowerIteration(np.zeros(2)), diagonal_quadratic([2.0, 1.0]), np.ones(2), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"hessian_vector": 7}


def test_it_finds_the_sharpness_that_arpack_and_lapack_find():
    problem = random_logistic(n=60, d=12, mu=0.0, seed=3)
    point, x0 = np.linspace(-1, 1, 12), np.ones(12)
    t = run(PowerIteration(point), problem, x0, 600, record=[RayleighQuotient(point)])
    H = problem.hessian(point)
    found = t.observed["RayleighQuotient"][-1]
    np.testing.assert_allclose(found, eigsh(H, k=1, which="LM", v0=x0)[0][0], rtol=1e-12)
    np.testing.assert_allclose(found, np.linalg.eigvalsh(H)[-1], rtol=1e-12)


def test_the_largest_modulus_wins_not_the_largest_eigenvalue():
    problem, point = random_quadratic([2.0, -3.0, 1.0], seed=0), np.zeros(3)
    t = run(PowerIteration(point), problem, np.ones(3), 200, record=[RayleighQuotient(point)])
    np.testing.assert_allclose(t.observed["RayleighQuotient"][-1], -3.0, rtol=1e-12)
    np.testing.assert_allclose(t.x[-1], -t.x[-2], rtol=1e-10)


def test_a_start_orthogonal_to_the_top_eigenvector_never_finds_it():
    t = run(PowerIteration(np.zeros(3)), diagonal_quadratic([3.0, 2.0, 1.0]), np.array([0.0, 1.0, 1.0]), 200)
    np.testing.assert_allclose(t.x[-1], [0.0, 1.0, 0.0], atol=1e-15)


def test_the_hessian_at_the_origin_is_prescribed():
    assert PowerIteration.prescribed(diagonal_quadratic([2.0, 1.0])).point.tolist() == [0.0, 0.0]
