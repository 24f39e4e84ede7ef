"""The quadratic bilevel problem against enclosures of its own matrices."""

from __future__ import annotations

import numpy as np
import pytest
from constants import BITS, LAST_DIGITS, catches, entries, matrix, near, to_the_last_digit

from refimpl import problems as p
from refimpl.engines.ball import precision


def dense(dx, r, seed):
    """A lower Hessian that is not diagonal."""
    rng = np.random.default_rng(seed)
    A = p.random_quadratic([0.5, 1.0, 3.0, 7.0], seed).A
    return p.QuadraticBilevel(A, rng.standard_normal((4, dx)), rng.standard_normal(4), r)


PROBLEMS = [dense(2, 0.125, 0), dense(4, 0.0, 1), dense(3, 1e-3, 2), dense(6, 0.5, 3)]
X = np.array([0.75, -1.5])


def stationary_point(problem, sigma):
    """x of (r I + W'M W) x = W'M t with W = A^{-1}B, M = (A + sigma I)^{-1}A, and e = W x - t, enclosed."""
    dy, dx = problem.B.shape
    A, B, t = matrix(problem.A), matrix(problem.B), matrix(problem.t)
    W, M = A.solve(B), (A + matrix(sigma * np.eye(dy))).solve(A)
    H = matrix(problem.r * np.eye(dx)) + W.transpose() * M * W
    x = H.solve(W.transpose() * M * t)
    return x, W * x - t


@pytest.mark.parametrize("problem", PROBLEMS)
def test_minimum_to_the_last_digit(problem):
    with precision(BITS):
        x, e = stationary_point(problem, 0.0)
        r = matrix([[problem.r]])
        value = [((e.transpose() * e) + r * (x.transpose() * x))[0, 0] / 2]
    assert catches(lambda q: to_the_last_digit(q.minimizer(), entries(x)), problem, "minimizer", LAST_DIGITS)
    if problem.r > 0:  # with r = 0 and dx = dy the upper level is fitted: psi* = 0 up to the rounding of x*
        assert catches(lambda q: to_the_last_digit(q.minimum(), value), problem, "minimum", LAST_DIGITS)
    else:
        assert 0 <= problem.minimum() < 1e-28


@pytest.mark.parametrize("sigma", [0.1, 1e-3])
@pytest.mark.parametrize("problem", PROBLEMS[:3])
def test_penalty_minimiser_to_the_last_digit(problem, sigma):
    with precision(BITS):
        x, _ = stationary_point(problem, sigma)
    found = problem.penalty_minimizer(sigma)
    assert to_the_last_digit(found, entries(x))
    assert not to_the_last_digit(LAST_DIGITS[0](found), entries(x))
    moved = to_the_last_digit(problem.penalty_minimizer(1.02 * sigma), entries(x))
    assert moved == (problem.r == 0)  # an upper level that is fitted exactly does not feel sigma


@pytest.mark.parametrize("problem", PROBLEMS)
def test_spectral_constants(problem):
    """psi has the Hessian r I + (A^{-1}B)'(A^{-1}B), singular but for r where dx > dy."""
    with precision(BITS):
        W = matrix(problem.A).solve(matrix(problem.B))
        W = np.array([[float(v.mid()) for v in row] for row in W.tolist()])
    w = problem.r + np.linalg.svd(W, compute_uv=False) ** 2
    least = w[-1] if W.shape[1] <= W.shape[0] else problem.r
    A = np.array([0.5, 1.0, 3.0, 7.0])
    expected = {
        "smoothness": w[0],
        "strong_convexity": least,
        "lower_strong_convexity": A[0],
        "lower_smoothness": A[-1],
        "l_g1": np.sqrt(np.linalg.eigvalsh(problem.B @ problem.B.T)[-1]),
        "l_f1": 1.0,
    }
    for name, value in expected.items():
        # eigenvalues of A and A^{-1}B come with an error of a few roundings of the largest one
        roundings = 64 * max(1.0, w[0] / value) if "strong" in name else 64
        assert catches(lambda q, n=name, v=value, k=roundings: near(getattr(q, n)(), v, k), problem, name), (
            name
        )
    assert problem.l_g2() == 0.0
    assert problem.l_f0() == float("inf")


def test_upper_gradient_is_lipschitz_with_l_f1_and_unbounded():
    problem, y = PROBLEMS[0], np.array([1.0, -2.0, 0.5, 3.0])
    x = np.zeros(2)
    step = problem.upper_y(x, 2 * y) - problem.upper_y(x, y)
    assert near(np.linalg.norm(step) / np.linalg.norm(y), problem.l_f1())
    assert np.linalg.norm(problem.upper_y(x, 1e9 * y)) > 1e9


@pytest.mark.parametrize("problem", PROBLEMS[:1])
def test_suboptimality_is_half_the_quadratic_form(problem):
    """(x - x*)'H(x - x*)/2 with H from differences of the linear hypergradient."""
    H = np.stack([problem.hypergradient(e) - problem.hypergradient(0 * X) for e in np.eye(2)])
    e = X - problem.minimizer()
    assert near(problem.suboptimality(X), e @ H @ e / 2, 256)


def test_a_singular_upper_level_has_no_unique_minimiser():
    with pytest.raises(ValueError, match=r"^the (matrix|solution) must"):
        dense(6, 0.0, 4).minimizer()
