from __future__ import annotations

from constants import catches, is_maximum_of

from refimpl import problems as p

PROBLEM = p.LogQuadratic(3)


def second(c):
    """|phi''| = |2(1 - s)/(1 + s)^2| as a polynomial of c = 1/(1 + s) in [0, 1], all of the real line."""
    return abs(2 * c * (2 * c - 1))


def third_squared(c):
    """phi'''^2 = 16 s (s - 3)^2/(1 + s)^6."""
    return 16 * c**3 * (1 - c) * (4 * c - 1) ** 2


def test_smoothness_is_the_certified_supremum():
    assert catches(lambda q: is_maximum_of(q.smoothness(), second, 0.0, 1.0), PROBLEM, "smoothness")


def test_hessian_lipschitz_is_the_certified_supremum():
    def check(problem):
        return is_maximum_of(problem.hessian_lipschitz() ** 2, third_squared, 0.0, 1.0)

    assert catches(check, PROBLEM, "hessian_lipschitz")


def test_zero_is_the_only_stationary_point_and_the_minimum():
    """phi' = 2t/(1 + t^2) has the sign of t."""
    assert PROBLEM.minimizer().tolist() == [0.0] * 3
    assert PROBLEM.minimum() == 0.0 == PROBLEM.value(PROBLEM.minimizer())
