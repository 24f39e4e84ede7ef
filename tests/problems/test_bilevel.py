"""Bilevel problems: closed forms against direct minimisation, constants against searches."""

from __future__ import annotations

import numpy as np
import pytest
from derivatives import is_supremum

from refimpl import problems as p

QUADRATIC = p.random_quadratic_bilevel([1.0, 2.0, 5.0], dx=2, r=0.125, seed=0)
LOGCOSH = p.random_log_cosh_bilevel(dx=2, dy=3, mu=0.5, seed=0)
RANK = p.rank_deficient_bilevel([1.0, -2.0, 0.5], rank=2)
QUARTIC = p.QuarticBilevel(np.array([0.5, 2.0]))
X = np.array([0.75, -1.5])


@pytest.mark.parametrize("sigma", [0.5, 0.01])
@pytest.mark.parametrize("problem", [QUADRATIC, LOGCOSH, RANK, QUARTIC], ids=lambda q: type(q).__name__)
def test_penalty_solution_is_stationary_and_penalty_objective_is_its_value(problem, sigma):
    y, z = problem.penalty_solution(X, sigma), problem.lower_solution(X)
    residual = problem.lower_y(X, y) + sigma * problem.upper_y(X, y)
    assert np.max(np.abs(residual)) <= 1e-14 * (1 + np.max(np.abs(y)))
    direct = problem.upper(X, y) + (problem.lower(X, y) - problem.lower(X, z)) / sigma
    assert problem.penalty_objective(X, sigma) == pytest.approx(direct, rel=1e-10)
    gradient = problem.upper_x(X, y) + (problem.lower_x(X, y) - problem.lower_x(X, z)) / sigma
    np.testing.assert_allclose(problem.penalty_gradient(X, sigma), gradient, rtol=1e-10, atol=1e-12)
    wrong = problem.penalty_solution(X, 1.02 * sigma)
    assert np.max(np.abs(problem.lower_y(X, wrong) + sigma * problem.upper_y(X, wrong))) > 1e-6


def test_quadratic_minimisers_are_stationary():
    assert np.max(np.abs(QUADRATIC.hypergradient(QUADRATIC.minimizer()))) < 1e-14
    assert QUADRATIC.minimum() == pytest.approx(QUADRATIC.hyperobjective(QUADRATIC.minimizer()), rel=1e-15)
    for sigma in (0.5, 0.01):
        x = QUADRATIC.penalty_minimizer(sigma)
        assert np.max(np.abs(QUADRATIC.penalty_gradient(x, sigma))) < 1e-14
    assert QUADRATIC.suboptimality(X) == pytest.approx(
        QUADRATIC.hyperobjective(X) - QUADRATIC.minimum(), rel=1e-12
    )


def test_quadratic_constants_are_the_spectrum_of_the_reduced_hessian():
    H = np.stack([QUADRATIC.hypergradient(e) - QUADRATIC.hypergradient(np.zeros(2)) for e in np.eye(2)])
    spectrum = np.linalg.eigvalsh(H)
    assert QUADRATIC.smoothness() == pytest.approx(spectrum[-1], rel=1e-12)
    assert QUADRATIC.strong_convexity() == pytest.approx(spectrum[0], rel=1e-11)
    assert (QUADRATIC.lower_strong_convexity(), QUADRATIC.lower_smoothness()) == (1.0, 5.0)
    assert QUADRATIC.l_g1() == pytest.approx(np.linalg.norm(QUADRATIC.B, 2), rel=1e-15)
    assert (QUADRATIC.l_f1(), QUADRATIC.l_g2(), QUADRATIC.l_f0()) == (1.0, 0.0, np.inf)


def test_log_cosh_constants_are_attained():
    rng = np.random.default_rng(0)
    x = np.zeros(2)
    ys = [np.zeros(3), np.full(3, 100.0), *rng.standard_normal((200, 3))]
    curvature = [np.linalg.norm(LOGCOSH.lower_yy(x, y), 2) for y in ys]
    assert is_supremum(curvature, LOGCOSH.lower_smoothness(), attained=True)
    least = [np.min(np.diag(LOGCOSH.lower_yy(x, y))) for y in ys]
    assert min(least) == pytest.approx(LOGCOSH.lower_strong_convexity(), rel=1e-12)
    slopes = [np.linalg.norm(LOGCOSH.upper_y(x, 1e4 * y)) for y in ys]
    assert is_supremum(slopes, LOGCOSH.l_f0(), attained=True)
    cross = [np.linalg.norm(LOGCOSH.lower_xy(x, y), 2) for y in ys]
    assert is_supremum(cross, LOGCOSH.l_g1(), attained=True)
    h = 1e-5
    second = [
        np.linalg.norm(LOGCOSH.upper_y(x, LOGCOSH.t + h * e) - LOGCOSH.upper_y(x, LOGCOSH.t)) / h
        for e in np.eye(3)
    ]
    assert is_supremum(second, LOGCOSH.l_f1(), attained=True)


def test_log_cosh_third_derivative_is_attained_in_one_dimension():
    problem = p.LogCoshBilevel(np.array([[1.0]]), np.zeros(1), 0.5)
    u, h = np.linspace(-2, 2, 20001), 1e-4
    w = [problem.lower_yy(np.zeros(1), np.array([v]))[0, 0] for v in u]
    ahead = [problem.lower_yy(np.zeros(1), np.array([v + h]))[0, 0] for v in u]
    slopes = np.abs(np.array(ahead) - np.array(w)) / h
    assert is_supremum(slopes, problem.l_g2(), attained=True)


def test_rank_deficient_closed_forms():
    """P selects the first two coordinates: psi = |x - Pt|^2/2 and psi_s = psi/(1 + s)."""
    e = X - np.array([1.0, -2.0])
    assert RANK.hyperobjective(X) == pytest.approx(e @ e / 2, rel=1e-15)
    assert RANK.penalty_objective(X, 0.5) == pytest.approx(e @ e / 3, rel=1e-15)
    assert RANK.lower_solution(X).tolist() == [0.75, -1.5, 0.5]
    assert RANK.minimizer().tolist() == [1.0, -2.0]


def test_quartic_value_error_is_of_order_one_third():
    errors = [QUARTIC.hyperobjective(X) - QUARTIC.penalty_objective(X, s) for s in (1e-3, 1e-6)]
    assert errors[0] / errors[1] == pytest.approx(10, rel=1e-9)  # (1e3)^{1/3}
    c = QUARTIC.c
    assert errors[0] == pytest.approx(0.75 * np.sum(c * np.cbrt(1e-3 * c)), rel=1e-12)
