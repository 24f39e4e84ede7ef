from __future__ import annotations

import numpy as np
import pytest
from constants import BITS, LAST_DIGITS, catches, entries, matrix, near, to_the_last_digit

from refimpl import problems as p
from refimpl.engines.ball import precision

SPECTRUM = np.array([-4.0, 0.5, 2.0, 3.0])
INDEFINITE = p.random_quadratic(SPECTRUM, seed=1)
ILL = p.random_quadratic(10.0 ** np.linspace(-6, 1, 6), seed=3)  # condition number 1e7


def test_smoothness_is_the_largest_modulus_and_strong_convexity_the_smallest_eigenvalue():
    assert catches(lambda q: near(q.smoothness(), 4.0), INDEFINITE, "smoothness")
    assert catches(lambda q: near(q.strong_convexity(), -4.0), INDEFINITE, "strong_convexity")
    convex = p.random_quadratic([1.0, 2.0, 3.0], seed=2)
    assert catches(lambda q: near(q.strong_convexity(), 1.0), convex, "strong_convexity")
    assert convex.hessian_lipschitz() == 0.0


def test_prescribed_spectrum_is_the_spectrum():
    """A rounding of the entries moves eigenvalues by at most d u |A| each (Weyl)."""
    assert np.max(np.abs(np.linalg.eigvalsh(INDEFINITE.A) - SPECTRUM)) <= 16 * 4 * 2.0**-53 * 4
    assert np.array_equal(INDEFINITE.A, INDEFINITE.A.T)
    off = INDEFINITE.A - np.diag(np.diag(INDEFINITE.A))
    assert np.max(np.abs(off)) > 0.5, "the basis is not the coordinate one"


@pytest.mark.parametrize("problem", [ILL, p.random_quadratic([1.0, 2.0, 3.0], seed=2)])
def test_minimum_to_the_last_digit(problem):
    """Against the enclosure of flint's own solver."""
    with precision(BITS):
        A, b = matrix(problem.A), matrix(problem.b)
        x = A.solve(b)
        digits, value = entries(x), [-(b.transpose() * x)[0, 0] / 2]
    assert catches(lambda q: to_the_last_digit(q.minimizer(), digits), problem, "minimizer", LAST_DIGITS)
    assert catches(lambda q: to_the_last_digit(q.minimum(), value), problem, "minimum", LAST_DIGITS)
    assert not to_the_last_digit(np.linalg.solve(ILL.A, ILL.b), entries(matrix(ILL.minimizer())))


def test_minimum_keeps_its_digits_where_minus_half_b_x_loses_them():
    """x* = v_1 + 1e4 v_2 for eigenvalues 1 and 1e-8: rounding x* moves b'x* by 1e4 of its roundings."""
    Q = p.random_orthogonal(np.random.default_rng(7), 2)
    A = (Q * np.array([1.0, 1e-8])) @ Q.T
    problem = p.Quadratic((A + A.T) / 2, (A + A.T) / 2 @ (Q @ np.array([1.0, 1e4])))
    with precision(BITS):
        b = matrix(problem.b)
        value = [-(b.transpose() * matrix(problem.A).solve(b))[0, 0] / 2]
    assert to_the_last_digit(problem.minimum(), value)
    assert not to_the_last_digit(-problem.b @ problem.minimizer() / 2, value)


def test_semidefinite_minimiser_has_least_norm():
    Q = p.random_orthogonal(np.random.default_rng(4), 3)
    A = (Q * np.array([2.0, 1.0, 0.0])) @ Q.T
    A = (A + A.T) / 2
    problem = p.Quadratic(A, A @ np.array([1.0, -2.0, 0.5]))
    least = np.linalg.lstsq(A, problem.b, rcond=1e-12)[0]
    np.testing.assert_allclose(problem.minimizer(), least, rtol=1e-13)
    assert problem.minimum() == pytest.approx(-problem.b @ least / 2, rel=1e-13)


def test_random_orthogonal_is_orthogonal_and_has_no_preferred_sign():
    """Under Haar's law E Q_11 = 0; LAPACK's QR without the sign correction has E Q_11 = -0.64 in d = 2."""
    rng, n = np.random.default_rng(0), 4000
    Q = np.array([p.random_orthogonal(rng, 2) for _ in range(n)])
    assert np.max(np.abs(Q @ Q.transpose(0, 2, 1) - np.eye(2))) < 1e-14
    within = 5 / np.sqrt(2 * n)  # five standard deviations: E Q_11^2 = 1/2
    assert abs(Q[:, 0, 0].mean()) < within
    raw = np.array([np.linalg.qr(rng.standard_normal((2, 2)))[0] for _ in range(n)])
    assert abs(raw[:, 0, 0].mean()) > within


def test_given_minimiser_is_the_minimiser():
    x = np.array([1.0, -1.0, 0.5])
    problem = p.random_quadratic([1.0, 2.0, 4.0], seed=5, minimizer=x)
    np.testing.assert_allclose(problem.minimizer(), x, rtol=0, atol=16 * 4 * 2.0**-53)
