from __future__ import annotations

import numpy as np
from constants import catches, is_maximum_of

from refimpl import problems as p

PROBLEM = p.random_robust_regression(n=12, d=3, noise=1.0, seed=0)
TOP = np.linalg.eigvalsh(PROBLEM.A.T @ PROBLEM.A / 12)[-1]
ROW = max(np.linalg.norm(a) for a in PROBLEM.A)


def second(c):
    """|phi''| = |2 - 6s|/(1 + s)^3 as a polynomial of c = 1/(1 + s) in [0, 1], all of the real line."""
    return abs(c * c * (8 * c - 6))


def third_squared(c):
    """phi'''^2 = 576 s (s - 1)^2/(1 + s)^8."""
    return 576 * c**5 * (1 - c) * (2 * c - 1) ** 2


def test_smoothness_is_the_certified_bound_of_the_loss_times_the_gram_matrix():
    def check(problem):
        return is_maximum_of(problem.smoothness() / TOP, second, 0.0, 1.0)

    assert catches(check, PROBLEM, "smoothness")


def test_hessian_lipschitz_is_the_certified_bound_of_the_loss_times_row_and_gram_matrix():
    def check(problem):
        return is_maximum_of((problem.hessian_lipschitz() / (ROW * TOP)) ** 2, third_squared, 0.0, 1.0)

    assert catches(check, PROBLEM, "hessian_lipschitz")


def test_the_lower_bound_is_attained_where_the_data_fit():
    A, x = PROBLEM.A, np.array([1.0, -2.0, 0.5])
    fitted = p.RobustRegression(A, A @ x)
    assert fitted.value(x) == fitted.lower_bound() == 0.0
    far = PROBLEM.value(1e9 * x)
    assert 1 - 1e-12 < far <= 1  # f < 1 comes as close to 1 as one likes
