from __future__ import annotations

import numpy as np
from constants import catches, near
from derivatives import TOLERANCE, derivative_error, planted

from refimpl import problems as p

OBJECTIVE = p.random_quadratic([3.0, 1.0, 0.5], seed=0)
Z = np.array([[0.5, -1.0, 0.25], [-0.75, 0.5, 0.5], [0.25, 0.5, -0.75]])
PROBLEM = p.FiniteNoise(OBJECTIVE, Z)
X, V = np.array([1.0, -2.0, 0.5]), np.array([[0.5, 1.0, -1.0], [2.0, 0.0, 1.0], [-1.0, 0.25, 0.0]])


def test_rows_are_the_sampled_gradients_and_average_to_the_gradient():
    G = PROBLEM.sample_gradients(X)
    assert np.array_equal(G, [PROBLEM.sample_gradient(X, i) for i in range(3)])
    np.testing.assert_allclose(G.mean(axis=0), PROBLEM.gradient(X), rtol=1e-14)
    variance = np.mean(np.sum((G - PROBLEM.gradient(X)) ** 2, axis=1))
    assert catches(lambda q: near(q.noise_variance(), variance), PROBLEM, "noise_variance")


def test_sample_gradient_is_the_derivative_of_the_sample_value():
    def errors(problem):
        return derivative_error(
            problem,
            lambda q, x: q.sample_value(x, 1),
            lambda q, x: q.sample_gradient(x, 1),
            (X,),
            0,
        )

    assert errors(PROBLEM) < TOLERANCE < errors(planted(PROBLEM, "sample_gradient"))


def test_hessian_products_of_finite_sums_are_those_of_each_example_alone():
    """Against the Hessian of the problem that has one example, itself tested as a derivative."""
    squares = p.random_least_squares(n=5, d=3, noise=0.5, seed=1)
    W = np.arange(15.0).reshape(5, 3) / 4 - 1
    alone = [p.LeastSquares(squares.A[i : i + 1], squares.b[i : i + 1]) for i in range(5)]
    expected = [q.hessian(X) @ w for q, w in zip(alone, W)]
    np.testing.assert_allclose(squares.sample_hessian_vectors(X, W), expected, rtol=1e-13)
    expected = [OBJECTIVE.hessian(X) @ v for v in V]
    np.testing.assert_allclose(PROBLEM.sample_hessian_vectors(X, V), expected, rtol=1e-13)


def test_everything_else_is_the_objectives():
    on_points = "value gradient hessian suboptimality"
    constants = "dimension smoothness strong_convexity hessian_lipschitz third_lipschitz minimizer minimum"
    calls = [(name, (X,)) for name in on_points.split()] + [(name, ()) for name in constants.split()]
    for name, arguments in [*calls, ("hessian_vector", (X, V[0]))]:
        found, expected = (getattr(q, name)(*arguments) for q in (PROBLEM, OBJECTIVE))
        assert np.array_equal(found, expected), name
    ridge = p.RidgePolynomial(np.eye(3), np.eye(3), np.ones(3), np.ones(3))
    noisy = PROBLEM._replace(objective=ridge)
    assert np.array_equal(noisy.third_derivative(X, V[0]), ridge.third_derivative(X, V[0]))
    assert noisy.third_lipschitz() == ridge.third_lipschitz()


class Bounds:
    """A random source that notes what it was asked."""

    def integers(self, low, high):
        self.asked = (low, high)
        return high - 1


def test_a_draw_is_a_uniform_index():
    rng = Bounds()
    assert PROBLEM.sample(rng) == 2
    assert rng.asked == (0, 3)
