"""Constants against searches and closed forms; where one is attained, from both sides."""

from __future__ import annotations

import numpy as np
import pytest
from derivatives import curvatures, hessian_slopes, is_supremum, random_pairs

from refimpl import problems as p


def line(scale, d=1, n=4001):
    """Points on the diagonal, dense."""
    return np.linspace(-scale, scale, n)[:, None] * np.ones(d) / np.sqrt(d)


def neighbours(points, h=1e-3):
    return [(x, x + h * np.ones_like(x) / np.sqrt(x.size)) for x in points]


def test_prescribed_spectra_are_the_spectra():
    spectrum = [3.0, 1.0, 0.5, 0.25]
    problem = p.random_quadratic(spectrum, seed=3)
    assert np.linalg.eigvalsh(problem.A) == pytest.approx(sorted(spectrum), rel=1e-14)
    assert problem.smoothness() == pytest.approx(3.0, rel=1e-14)
    assert problem.strong_convexity() == pytest.approx(0.25, rel=1e-14)
    assert p.diagonal_quadratic([2.0, -3.0]).smoothness() == 3.0
    assert p.diagonal_quadratic([2.0, -3.0]).strong_convexity() == -3.0


@pytest.mark.parametrize("d", [2, 3, 9])
def test_chain_has_the_eigenvalues_of_the_second_difference(d):
    """Eigenvectors sin(i k pi/(d+1)) give 4 sin^2(k pi/(2(d+1))) / 4 times the scale."""
    problem, i = p.Chain(8.0, d), np.arange(1, d + 1)
    for k, value in ((1, problem.strong_convexity()), (d, problem.smoothness())):
        v = np.sin(i * k * np.pi / (d + 1))
        np.testing.assert_allclose(problem.hessian_vector(np.zeros(d), v), value * v, atol=1e-14)
    assert problem.strong_convexity() < problem.smoothness() < 8.0


def test_logistic_smoothness_is_attained_at_zero_and_bounds_elsewhere():
    problem = p.random_logistic(n=30, d=4, mu=0.25, seed=1)
    rng = np.random.default_rng(0)
    points = [np.zeros(4), *rng.standard_normal((200, 4))]
    assert is_supremum(curvatures(problem, points), problem.smoothness(), attained=True)
    least = min(np.linalg.eigvalsh(problem.hessian(1000 * x))[0] for x in points[1:20])
    assert 0.25 * (1 - 1e-12) <= least <= 0.26
    assert is_supremum(
        hessian_slopes(problem, random_pairs(4, 1)), problem.hessian_lipschitz(), attained=False
    )


def test_logistic_hessian_lipschitz_is_attained_by_one_row():
    """One row a: H = a^2 s(1-s) with derivative a^3 s(1-s)(1-2s), at most a^3/(6 sqrt 3)."""
    problem = p.Logistic(np.array([[2.0]]), np.array([1.0]), 0.0)
    slopes = hessian_slopes(problem, neighbours(line(4.0)))
    assert is_supremum(slopes, problem.hessian_lipschitz(), attained=True)


def test_log_sum_exp_constants_are_attained_by_two_rows():
    problem = p.LogSumExp(np.array([[1.5], [-0.5]]), np.zeros(2), 0.25)
    points = line(1.0, n=20001)
    assert is_supremum(curvatures(problem, points[::10]), problem.smoothness(), attained=True)
    slopes = hessian_slopes(problem, neighbours(points, 1e-4))
    assert is_supremum(slopes, problem.hessian_lipschitz(), attained=True)


def test_log_sum_exp_constants_bound_many_rows():
    problem = p.random_log_sum_exp(n=9, d=3, t=0.5, seed=2)
    pairs = random_pairs(3, 2)
    assert is_supremum(curvatures(problem, [x for x, _ in pairs]), problem.smoothness(), attained=False)
    assert is_supremum(hessian_slopes(problem, pairs), problem.hessian_lipschitz(), attained=False)
    x = np.ones(3)
    top = np.max(problem.A @ x - problem.b)
    assert top <= problem.value(x) <= top + 0.5 * np.log(9)


def test_log_quadratic_constants_are_attained():
    problem = p.LogQuadratic(1)
    assert is_supremum(curvatures(problem, line(5.0)), problem.smoothness(), attained=True)
    slopes = hessian_slopes(problem, neighbours(line(5.0, n=20001), 1e-4))
    assert is_supremum(slopes, problem.hessian_lipschitz(), attained=True)


def test_robust_regression_constants_are_attained_by_one_row():
    problem = p.RobustRegression(np.array([[3.0]]), np.array([0.0]))
    assert is_supremum(curvatures(problem, line(2.0)), problem.smoothness(), attained=True)
    slopes = hessian_slopes(problem, neighbours(line(2.0, n=40001), 1e-5))
    assert is_supremum(slopes, problem.hessian_lipschitz(), attained=True)


def test_robust_regression_constants_bound_many_rows():
    problem = p.random_robust_regression(n=12, d=3, noise=1.0, seed=0)
    pairs = random_pairs(3, 5)
    assert is_supremum(curvatures(problem, [x for x, _ in pairs]), problem.smoothness(), attained=False)
    assert is_supremum(hessian_slopes(problem, pairs), problem.hessian_lipschitz(), attained=False)
    assert all(problem.value(x) >= problem.lower_bound() for x, _ in pairs)


def test_least_squares_constants_are_those_of_the_gram_matrix():
    problem = p.random_least_squares(n=12, d=3, noise=0.5, seed=0)
    spectrum = np.linalg.eigvalsh(problem.A.T @ problem.A / 12)
    assert problem.smoothness() == pytest.approx(spectrum[-1], rel=1e-13)
    assert problem.strong_convexity() == pytest.approx(spectrum[0], rel=1e-12)
    assert problem.sample_smoothness() == pytest.approx(max(a @ a for a in problem.A), rel=1e-15)


def test_huber_gradient_is_lipschitz_with_its_constant():
    problem = p.Huber(3.0, 0.5, 3)
    slopes = [
        np.linalg.norm(problem.gradient(x) - problem.gradient(y)) / np.linalg.norm(x - y)
        for x, y in random_pairs(3, 3, scale=0.3)
    ]
    assert is_supremum(slopes, problem.smoothness(), attained=True)
    jump = [(np.array([0.5 - h, 0.0, 0.0]), np.array([0.5 + h, 0.0, 0.0])) for h in (1e-3, 1e-6)]
    assert hessian_slopes(problem, jump)[1] > 500 * hessian_slopes(problem, jump)[0]
    assert problem.hessian_lipschitz() == np.inf


@pytest.mark.parametrize("d", [1, 2, 7])
def test_cubic_chain_constants(d):
    problem = p.CubicChain(d)
    B = np.eye(d) - np.diag(np.ones(d - 1), 1)
    assert problem.matrix_norm() == pytest.approx(np.linalg.norm(B, 2), rel=1e-13)
    assert is_supremum(
        hessian_slopes(problem, random_pairs(d, 4)), problem.hessian_lipschitz(), attained=False
    )
    np.testing.assert_allclose(
        problem.hessian(np.arange(d) ** 2.0),
        B.T @ np.diag(2 * np.abs(B @ np.arange(d) ** 2.0)) @ B,
        atol=1e-12,
    )


@pytest.mark.parametrize(
    ("problem", "points"),
    [
        (p.CubicPerturbation(), line(0.9)),
        (p.CubicPower(2.5), line(3.0)),
        (p.CurvatureLoss(2.0, 3.0), line(0.6)),
    ],
)
def test_scalar_models_attain_their_hessian_lipschitz_constant(problem, points):
    slopes = hessian_slopes(problem, neighbours(points, 1e-3))
    assert is_supremum(slopes, problem.hessian_lipschitz(), attained=True)


def test_scalar_models_of_order_four_and_self_concordance():
    quartic = p.QuarticPerturbation(10.0)
    x, h = np.array([0.7]), 1e-4

    def curvature(t):
        return quartic.hessian(x + t)[0, 0]

    fourth = (curvature(h) - 2 * curvature(0.0) + curvature(-h)) / h**2
    assert quartic.third_derivative_lipschitz() == pytest.approx(fourth, rel=1e-6)
    barrier = p.LogBarrier()
    for t in (0.2, 1.0, 5.0):
        H, h = barrier.hessian(np.array([t]))[0, 0], 1e-5 * t
        third = (barrier.hessian(np.array([t + h])) - barrier.hessian(np.array([t - h])))[0, 0] / (2 * h)
        assert abs(third) / H**1.5 == pytest.approx(2 * barrier.self_concordance(), rel=1e-8)


def test_scalar_network_sharpness_at_a_minimum():
    network = p.ScalarNetwork(2)
    w = np.array([4.0, 0.25])
    assert network.sharpness(w) == pytest.approx(16 + 1 / 16, rel=1e-13)  # a^2 + b^2
    q = network.flow_solution(np.array([3.0, 0.2]))
    assert np.prod(q) == pytest.approx(1, rel=1e-14)
    assert q[0] ** 2 - q[1] ** 2 == pytest.approx(9 - 0.04, rel=1e-13)
    assert network.flow_sharpness(np.array([3.0, 0.2])) == pytest.approx(np.sqrt(8.96**2 + 4), rel=1e-13)
