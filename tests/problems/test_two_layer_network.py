from __future__ import annotations

import numpy as np
import pytest
from constants import catches, is_maximum_of, near

from refimpl import problems as p
from refimpl.core.draws import tape

TANH, TEACHER = p.random_teacher(n=5, p=2, width=3, activation=p.Tanh(), seed=4)
RELU = TANH._replace(activation=p.ReLU())
X0 = np.linspace(-1, 1.5, 12)


def by_hand(problem, x, u):
    """F(u) by loops over the units."""
    q, total = len(u), 0.0
    for j in range(problem.width):
        z = sum(x[j * q + k] * u[k] for k in range(q))
        s = np.tanh(z) if isinstance(problem.activation, p.Tanh) else max(z, 0.0)
        total += x[problem.width * q + j] * s
    return total


@pytest.mark.parametrize("problem", [TANH, RELU], ids=["tanh", "relu"])
def test_output_and_value_by_loops(problem):
    outputs = np.array([by_hand(problem, X0, u) for u in problem.X])
    np.testing.assert_allclose(problem.output(X0), outputs, rtol=1e-13, atol=1e-14)
    assert problem.value(X0) == pytest.approx(np.mean((outputs - problem.y) ** 2) / 2, rel=1e-13)


def test_the_column_of_ones_is_the_bias():
    X = p.with_bias(np.array([[2.0, -1.0], [0.5, 3.0]]))
    assert X.tolist() == [[2.0, -1.0, 1.0], [0.5, 3.0, 1.0]]
    problem = p.TwoLayerNetwork(X, np.zeros(2), 1, p.ReLU())
    assert problem.output(np.array([1.0, 1.0, 0.25, 2.0])).tolist() == [2.5, 7.5]


def test_teacher_is_a_minimiser_and_there_the_hessian_is_gauss_newton():
    """r = 0 exactly, since the targets are the teacher's outputs: the residual part of the Hessian vanishes."""
    assert TANH.value(TEACHER) == TANH.lower_bound() == 0.0
    assert not TANH.gradient(TEACHER).any()
    H, J = TANH.hessian(TEACHER), TANH.jacobian(TEACHER)
    np.testing.assert_allclose(H, J.T @ J / 5, rtol=1e-13, atol=1e-14)
    assert np.trace(H) == pytest.approx(np.mean(np.sum(J**2, axis=1)), rel=1e-13)
    assert not np.allclose(TANH.hessian(X0), TANH.gauss_newton(X0), rtol=1e-2, atol=1e-2)


@pytest.mark.parametrize("problem", [TANH, RELU], ids=["tanh", "relu"])
def test_jacobian_holds_the_derivatives_of_the_outputs(problem):
    h = 2.0**-17
    columns = [(problem.output(X0 + h * e) - problem.output(X0 - h * e)) / (2 * h) for e in np.eye(12)]
    np.testing.assert_allclose(problem.jacobian(X0), np.array(columns).T, rtol=1e-8, atol=1e-8)
    gradient = problem.jacobian(X0).T @ (problem.output(X0) - problem.y) / 5
    np.testing.assert_allclose(gradient, problem.gradient(X0), rtol=1e-13, atol=1e-14)


@pytest.mark.parametrize("problem", [TANH, RELU], ids=["tanh", "relu"])
def test_samples_average_to_the_whole(problem):
    values = [problem.sample_value(X0, i) for i in range(5)]
    gradients = [problem.sample_gradient(X0, i) for i in range(5)]
    assert np.mean(values) == pytest.approx(problem.value(X0), rel=1e-13)
    np.testing.assert_allclose(np.mean(gradients, axis=0), problem.gradient(X0), rtol=1e-12, atol=1e-14)
    assert problem.sample(tape(integers=[3])) == 3


def test_relu_has_slope_zero_at_the_kink():
    relu = p.ReLU()
    z = np.array([-1.0, 0.0, 2.0])
    assert relu.value(z).tolist() == [0.0, 0.0, 2.0]
    assert relu.slope(z).tolist() == [0.0, 0.0, 1.0]
    assert relu.curvature_bound() == np.inf


def test_relu_is_homogeneous_and_its_value_invariant_under_rescaling():
    """w -> c w, a -> a/c leaves F; Euler: <x, grad F> = 2 F for two layers without fixed bias."""
    c = np.array([0.5, 2.0, 4.0])
    moved = np.concatenate([(X0[:9].reshape(3, 3) * c[:, None]).ravel(), X0[9:] / c])
    np.testing.assert_allclose(RELU.output(moved), RELU.output(X0), rtol=1e-14, atol=1e-15)
    np.testing.assert_allclose(RELU.jacobian(X0) @ X0, 2 * RELU.output(X0), rtol=1e-13, atol=1e-14)


def test_curvature_bound_of_tanh_is_its_certified_maximum():
    """|s''| = 2 t (1 - t^2), t = |tanh| in [0, 1]."""

    def check(activation):
        return is_maximum_of(activation.curvature_bound(), lambda t: 2 * t * (1 - t * t), 0.0, 1.0)

    assert catches(check, p.Tanh(), "curvature_bound")


def test_smoothness_on_a_ball_bounds_the_hessian_and_is_of_the_right_size():
    """Random points on spheres, pushed uphill: never above; within a factor of three at R = 2 on one unit."""
    rng = np.random.default_rng(0)
    for problem in (TANH, p.TwoLayerNetwork(np.array([[1.0]]), np.array([-2.0]), 1, p.Tanh())):
        for R in (0.5, 2.0, 6.0):
            points = rng.standard_normal((400, problem.dimension()))
            points *= R / np.linalg.norm(points, axis=1)[:, None]
            tops = [np.linalg.norm(problem.hessian(x), 2) for x in points]
            assert max(tops) <= problem.smoothness_on_ball(R)
    assert 3 * max(np.linalg.norm(problem.hessian(x), 2) for x in points / 3) > problem.smoothness_on_ball(
        2.0
    )
    assert RELU.smoothness_on_ball(1.0) == np.inf


def test_smoothness_on_a_ball_by_hand():
    """One input u = 2, target 3, R = 1/2: 4/4 + (2/8 + 3)(4 c/2 + 2)."""
    problem = p.TwoLayerNetwork(np.array([[2.0]]), np.array([3.0]), 1, p.Tanh())
    c = 4 / (3 * np.sqrt(3))
    assert near(problem.smoothness_on_ball(0.5), 1 + 3.25 * (2 * c + 2))
