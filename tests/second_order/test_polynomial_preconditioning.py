"""Polynomially preconditioned gradient methods: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import Quadratic, diagonal_quadratic, random_logistic
from refimpl.second_order.krylov_gradient import KrylovGradient
from refimpl.second_order.polynomial_fast_gradient import PolynomialFastGradient
from refimpl.second_order.polynomial_gradient import PolynomialGradient, preconditioner

PROBLEM = random_logistic(n=6, d=3, mu=0.125, seed=1)
FIXED = [PolynomialGradient, PolynomialFastGradient]
EVERY = [*FIXED, KrylovGradient]


@pytest.mark.parametrize("cls", EVERY)
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"order": -1}, "order must be an integer of at least 0, got -1"),
        ({"order": 3}, "order must be below the dimension 3, got 3"),
        ({"center": np.zeros(2)}, r"center must have shape \(3,\)"),
    ],
)
def test_what_cannot_be_used_is_told(cls, change, words):
    with pytest.raises(ValueError, match=words):
        run(cls(0.5, 1, np.zeros(3))._replace(**change), PROBLEM, np.ones(3), 1)


@pytest.mark.parametrize("cls", EVERY)
def test_one_gradient_per_step_and_one_hessian(cls):
    calls = run(cls(0.125, 1, np.zeros(3)), PROBLEM, np.ones(3), 5, count=True).calls
    assert {name: n for name, n in calls.items() if n} == {"gradient": 5, "hessian": 1}


@pytest.mark.parametrize("cls", EVERY)
def test_nothing_moves_where_the_gradient_is_zero(cls):
    problem = diagonal_quadratic([4.0, 2.0, 1.0])
    assert (run(cls(0.125, 2, np.ones(3)), problem, np.zeros(3), 3).x == 0).all()


def test_the_last_order_is_the_adjugate_and_the_next_one_nothing():
    """The theorem of Cayley and Hamilton: P_d = sigma_d I - B adj(B) = 0."""
    B = np.array([[3.0, 1.0, 0.0], [1.0, 2.0, -1.0], [0.0, -1.0, 4.0]])
    np.testing.assert_allclose(
        preconditioner(B, 2), np.linalg.det(B) * np.linalg.inv(B), rtol=1e-13, atol=1e-13
    )
    np.testing.assert_allclose(preconditioner(B, 3), np.zeros((3, 3)), atol=1e-13)


def test_the_prescribed_step_is_the_reciprocal_of_the_largest_eigenvalue():
    spectrum = np.array([8.0, 2.0, 1.0])
    found = PolynomialGradient.prescribed(diagonal_quadratic(spectrum))
    assert found.step_size == pytest.approx(1 / (8 * 3), rel=1e-14)


def test_nothing_is_prescribed_for_a_singular_curvature():
    with pytest.raises(ValueError, match="must be positive definite, got a least eigenvalue of 0"):
        PolynomialFastGradient.prescribed(diagonal_quadratic([2.0, 0.0]))


def test_a_multiple_of_the_identity_gains_nothing():
    """All eigenvalues equal: P is a multiple of I, and with s = 1/beta one step is enough with any order."""
    for order, beta in ((0, 2.0), (1, 8.0), (2, 8.0)):
        problem = diagonal_quadratic([2.0, 2.0, 2.0])
        assert (
            run(PolynomialGradient(1 / beta, order, np.zeros(3)), problem, np.ones(3), 1).x[1].tolist()
            == [0] * 3
        )


def test_a_whole_subspace_is_newton():
    B = np.array([[3.0, 1.0, 0.0], [1.0, 2.0, -1.0], [0.0, -1.0, 4.0]])
    problem = Quadratic(B, np.array([1.0, 2.0, 3.0]))
    x = run(KrylovGradient(1.0, 2, np.zeros(3)), problem, np.array([5.0, -3.0, 2.0]), 1).x[1]
    np.testing.assert_allclose(x, np.linalg.solve(B, problem.b), rtol=1e-12)
