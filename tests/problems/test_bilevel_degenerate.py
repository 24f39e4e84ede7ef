from __future__ import annotations

import numpy as np
from constants import catches, near

from refimpl import problems as p

Q = p.random_orthogonal(np.random.default_rng(3), 4)
RANK = p.RankDeficientBilevel(Q[:2].copy(), np.array([1.0, -2.0, 0.5, 3.0]))
QUARTIC = p.QuarticBilevel(np.array([0.5, 2.0]))
X = np.array([0.75, -1.5])


def test_the_preferred_solution_is_the_projection_of_t_onto_all_solutions():
    """Solutions are P'x + (null space); the nearest to t by least squares over the null space."""
    N = Q[2:].T
    nearest = RANK.P.T @ X + N @ np.linalg.lstsq(N, RANK.t - RANK.P.T @ X, rcond=None)[0]
    np.testing.assert_allclose(RANK.lower_solution(X), nearest, atol=1e-14)
    e = nearest - RANK.t
    assert near(RANK.hyperobjective(X), e @ e / 2, 64)


def test_hyperobjective_has_curvature_one():
    """psi = |x - Pt|^2/2: differences of its gradient are those of x, and its minimum is 0 at Pt."""
    step = RANK.hypergradient(X) - RANK.hypergradient(0 * X)
    slope = np.linalg.norm(step) / np.linalg.norm(X)
    H = np.linalg.eigvalsh(RANK.lower_yy(X, RANK.t))
    assert catches(lambda q: near(q.smoothness(), slope), RANK, "smoothness")
    assert catches(lambda q: near(q.strong_convexity(), slope), RANK, "strong_convexity")
    assert catches(lambda q: near(q.lower_smoothness(), H[-1]), RANK, "lower_smoothness")
    assert abs(H[0]) < 1e-15, "the lower level is not strongly convex"
    assert not RANK.hypergradient(RANK.minimizer()).any()
    assert RANK.suboptimality(RANK.minimizer()) == RANK.minimum() == 0.0
    for sigma in (0.5, 0.01):
        assert not RANK.penalty_gradient(RANK.penalty_minimizer(sigma), sigma).any()


def test_penalty_values_are_minima_over_y():
    """No y near y_s has a smaller upper + (lower - lower*)/s, and moving by 1e-3 always costs."""
    rng = np.random.default_rng(0)
    for problem, sigma in ((RANK, 0.3), (QUARTIC, 0.3), (RANK, 0.01), (QUARTIC, 0.01)):
        y = problem.penalty_solution(X, sigma)
        least = problem.lower(X, problem.lower_solution(X))

        def merit(y, problem=problem, sigma=sigma, least=least):
            return problem.upper(X, y) + (problem.lower(X, y) - least) / sigma

        assert near(problem.penalty_objective(X, sigma), merit(y), 256)
        assert all(merit(y + 1e-3 * v) > merit(y) for v in rng.standard_normal((20, y.size)))


def test_quartic_gradient_is_exact_and_the_value_error_is_not_linear():
    """psi_s differs from psi by a constant of order s^{1/3}."""
    x = np.array([3.0, 4.0])
    gaps = [q.hyperobjective(x) - q.penalty_objective(x, s) for q, s in ((QUARTIC, 1e-3), (QUARTIC, 1e-6))]
    assert near(gaps[0] / gaps[1], 10.0, 2**16)
    assert near(gaps[0], 0.075 * np.sum(QUARTIC.c ** (4 / 3)), 2**10)
    assert np.array_equal(QUARTIC.penalty_gradient(x, 0.1), QUARTIC.hypergradient(x))
