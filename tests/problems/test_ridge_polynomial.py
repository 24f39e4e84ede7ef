from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import pytest
from derivatives import TOLERANCE, derivative_error, is_supremum, planted

from refimpl import problems as p

PROBLEM = p.RidgePolynomial(
    np.array([[2.0, 0.5], [0.5, 1.0]]),
    np.array([[1.0, -1.0], [0.5, 2.0], [0.0, 1.0]]),
    np.array([0.25, -0.5, 1.0]),
    np.array([1.0, 0.0, 2.0]),
)
X = np.array([0.75, -0.5])


@pytest.mark.parametrize(("function", "derivative"), [("value", "gradient"), ("gradient", "hessian")])
def test_derivatives(function, derivative):
    def error(problem):
        return derivative_error(
            problem, lambda q, x: getattr(q, function)(x), lambda q, x: getattr(q, derivative)(x), (X,), 0
        )

    assert error(PROBLEM) < TOLERANCE < error(planted(PROBLEM, derivative))


def test_third_and_fourth_differences_in_fractions():
    """f is a quartic along a line: its central differences of order 4, and 3 at the symmetric point, are exact."""
    A, W, c, a = (np.array([F(v) for v in np.ravel(m)], object).reshape(m.shape) for m in PROBLEM)
    exact, x, h = p.RidgePolynomial(A, W, c, a), np.array([F(3, 4), F(-1, 2)]), np.array([F(1, 3), F(2)])
    f = {k: exact.value(x + F(k) * h) for k in range(-2, 3)}
    w, u = W @ h, W @ x
    third = sum((c + 2 * a * u) * w**3)
    assert f[2] - 2 * f[1] + 2 * f[-1] - f[-2] == 2 * third
    assert f[2] - 4 * f[1] + 6 * f[0] - 4 * f[-1] + f[-2] == sum(2 * a * w**4)
    np.testing.assert_allclose(
        PROBLEM.hessian_vector(X, np.array([1.0, 2.0])), PROBLEM.hessian(X) @ [1.0, 2.0], rtol=1e-14
    )


@pytest.mark.parametrize(("W", "attained"), [(np.diag([0.5, -2.0]), True), (PROBLEM.W, False)])
def test_third_lipschitz(W, attained):
    """|D^4 f| is what D^4 f[h, h, h, h] is at most for |h| = 1; the rows of a diagonal W are orthogonal."""
    problem = PROBLEM._replace(W=W, cubic=np.zeros(len(W)), quartic=np.arange(1.0, len(W) + 1))
    angles = np.linspace(0, np.pi, 2001)
    h = np.array([np.cos(angles), np.sin(angles)])
    assert is_supremum(2 * problem.quartic @ (W @ h) ** 4, problem.third_lipschitz(), attained=attained)
    x, v = X, h[:, 7]
    slope = problem.third_derivative(x + v, v) - problem.third_derivative(x, v)
    assert v @ slope @ v == pytest.approx(2 * problem.quartic @ (W @ v) ** 4, rel=1e-13)


def test_zero_is_a_minimum_and_the_only_one_without_cubic_terms():
    assert PROBLEM.dimension() == 2
    assert not PROBLEM.gradient(PROBLEM.minimizer()).any()
    assert PROBLEM.value(PROBLEM.minimizer()) == PROBLEM.minimum() == 0.0
    assert np.array_equal(PROBLEM.hessian(np.zeros(2)), PROBLEM.A)
    even = PROBLEM._replace(cubic=np.zeros(3))
    for x in np.random.default_rng(0).standard_normal((50, 2)) * 3:
        assert np.linalg.eigvalsh(even.hessian(x) - even.A)[0] >= -1e-12 * np.abs(even.hessian(x)).max()
        assert even.suboptimality(x) == even.value(x) > 0
