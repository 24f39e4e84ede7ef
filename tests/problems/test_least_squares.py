from __future__ import annotations

from fractions import Fraction as F

import numpy as np
import pytest
from constants import BITS, LAST_DIGITS, catches, entries, matrix, near, to_the_last_digit
from derivatives import TOLERANCE, derivative_error, planted

from refimpl import problems as p
from refimpl.engines.ball import precision

PROBLEM = p.random_least_squares(n=12, d=3, noise=0.5, seed=0)
# A'A/n = diag(3, 2, 1): columns are orthogonal
SMALL = p.LeastSquares(np.array([[3.0, 0, 0], [0, 2, 1], [0, -2, 1]]), np.array([1.0, 2.0, -1.0]))


def fractions(array):
    return np.array([F(v) for v in np.ravel(array)], object).reshape(np.shape(array))


def test_spectral_constants_of_orthogonal_columns():
    """A'A/3 = diag(9, 8, 2)/3."""
    assert catches(lambda q: near(q.smoothness(), 3.0), SMALL, "smoothness")
    assert catches(lambda q: near(q.strong_convexity(), 2 / 3), SMALL, "strong_convexity")
    assert catches(lambda q: near(q.sample_smoothness(), 9.0), SMALL, "sample_smoothness")
    assert SMALL.hessian_lipschitz() == 0.0


def test_samples_average_to_the_objective_in_fractions():
    A, b, x = fractions(PROBLEM.A), fractions(PROBLEM.b), fractions([0.5, -2.0, 1.25])
    exact = p.LeastSquares(A, b)
    g = np.array([exact.sample_gradient(x, i) for i in range(12)], object)
    assert (g.sum(axis=0) / 12 == exact.gradient(x)).all()
    assert sum(exact.sample_value(x, i) for i in range(12)) / 12 == exact.value(x)
    skewed = np.array([exact.sample_gradient(x, (i + 1) % 11) for i in range(12)], object)
    assert (skewed.sum(axis=0) / 12 != exact.gradient(x)).any(), "a missed index is seen"


def test_noise_variance_in_fractions():
    A, b, x = fractions(PROBLEM.A), fractions(PROBLEM.b), fractions(PROBLEM.minimizer())
    g = np.array([(A[i] @ x - b[i]) * A[i] for i in range(12)], object)
    g = g - g.sum(axis=0) / 12
    variance = float((g * g).sum() / 12)
    assert catches(lambda q: near(q.noise_variance(), variance, 64), PROBLEM, "noise_variance")


def test_sample_gradient_is_the_derivative_of_the_sample_value():
    def errors(problem):
        return derivative_error(
            problem,
            lambda q, x: q.sample_value(x, 4),
            lambda q, x: q.sample_gradient(x, 4),
            (np.array([0.5, -2.0, 1.25]),),
            0,
        )

    assert errors(PROBLEM) < TOLERANCE < errors(planted(PROBLEM, "sample_gradient"))


@pytest.mark.parametrize("problem", [PROBLEM, p.random_least_squares(n=5, d=5, noise=1.0, seed=2)])
def test_minimum_to_the_last_digit(problem):
    """Against the normal equations, enclosed."""
    with precision(BITS):
        A, b = matrix(problem.A), matrix(problem.b)
        x = (A.transpose() * A).solve(A.transpose() * b)
        rest = A * x - b
        digits, value = entries(x), [(rest.transpose() * rest)[0, 0] / (2 * len(problem.b))]
    assert catches(lambda q: to_the_last_digit(q.minimizer(), digits), problem, "minimizer", LAST_DIGITS)
    if len(problem.b) > problem.dimension():  # a square system is fitted: f* = 0 up to the rounding of x*
        assert catches(lambda q: to_the_last_digit(q.minimum(), value), problem, "minimum", LAST_DIGITS)
    else:
        assert 0 <= problem.minimum() < 1e-28


class Bounds:
    """A random source that notes what it was asked."""

    def integers(self, low, high):
        self.asked = (low, high)
        return high - 1


def test_a_draw_is_a_uniform_index():
    rng = Bounds()
    assert PROBLEM.sample(rng) == 11
    assert rng.asked == (0, 12)


def test_gradients_in_the_inputs_and_on_shifted_ones_in_fractions():
    """f_i is quadratic in its input: central differences are exact."""
    x, Z = fractions([0.5, -2.0, 1.25]), fractions(np.arange(36).reshape(12, 3) / 8)
    exact = p.LeastSquares(fractions(PROBLEM.A), fractions(PROBLEM.b))
    moved = exact._replace(A=exact.A + Z)
    assert (exact.shifted_gradient(x, Z) == moved.gradient(x)).all()
    S = exact.input_gradients(x)
    for i in range(12):
        for j in range(3):
            E = fractions(np.zeros((12, 3)))
            E[i, j] = F(1)
            up, down = (exact._replace(A=exact.A + s * E).sample_value(x, i) for s in (1, -1))
            assert S[i, j] == (up - down) / 2
