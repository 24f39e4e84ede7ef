from __future__ import annotations

from fractions import Fraction as F
from itertools import combinations

import numpy as np
import pytest
from constants import LAST_DIGITS, catches, near, rational, to_the_last_digit

from refimpl import problems as p


@pytest.mark.parametrize("d", [2, 8, 10])
def test_minimum_to_the_last_digit(d):
    """|x|^2 >= (sum x)^2/d, with equality at 1/d (Cauchy-Schwarz)."""
    problem = p.SimplexWorstCase(d)
    x, f = [rational(F(1, d))] * d, [rational(F(1, 2 * d))]
    assert catches(lambda q: to_the_last_digit(q.minimizer(), x), problem, "minimizer", LAST_DIGITS)
    assert catches(lambda q: to_the_last_digit(q.minimum(), f), problem, "minimum", LAST_DIGITS)


def test_constants():
    """f(x) - f(y) - <y, x - y> = |x - y|^2/2: L = mu = 1; the vertices are sqrt 2 apart."""
    problem, rng = p.SimplexWorstCase(5), np.random.default_rng(0)
    x, y = rng.dirichlet(np.ones(5)), rng.dirichlet(np.ones(5))
    curvature = (
        (problem.value(x) - problem.value(y) - problem.gradient(y) @ (x - y)) * 2 / np.sum((x - y) ** 2)
    )
    for name in ("smoothness", "strong_convexity"):
        assert catches(lambda q, n=name: near(getattr(q, n)(), curvature, 256), problem, name)
    far = max(np.linalg.norm(u - v) for u, v in combinations(np.eye(5), 2))
    assert catches(lambda q: near(q.diameter(), far), problem, "diameter")
    assert problem.hessian_lipschitz() == 0.0


def test_lower_bound_is_the_least_value_on_k_plus_1_vertices():
    """The least f on a face with k + 1 vertices is 1/(2(k + 1)), at its centre."""
    problem = p.SimplexWorstCase(6)
    for k in range(6):
        centre = np.zeros(6)
        centre[: k + 1] = 1 / (k + 1)
        assert problem.suboptimality(centre) == pytest.approx(problem.lower_bound(k), rel=1e-13, abs=1e-16)
        if k < 5:
            assert problem.lower_bound(k) > problem.lower_bound(k + 1) * 1.02


def test_suboptimality_on_the_simplex_is_the_difference_of_values_in_fractions():
    problem = p.SimplexWorstCase(4)
    x = [F(1, 2), F(1, 4), F(1, 4), F(0)]
    expected = sum(v * v for v in x) / 2 - F(1, 8)
    assert near(problem.suboptimality(np.array([float(v) for v in x])), float(expected))
    close = np.full(4, 0.25) + 2.0**-30 * np.array([1.0, -1.0, 0, 0])  # f - f* = 2^-60 exactly
    assert problem.suboptimality(close) == 2.0**-60


def frank_wolfe_values(d, steps, step):
    """|x_k|^2/2 of Frank-Wolfe from a vertex, in fractions, lowest index at ties."""
    x = [F(int(i == 0)) for i in range(d)]
    values = []
    for k in range(steps):
        i = min(range(d), key=lambda j: (x[j], j))
        g = step(k, x, i)
        x = [(1 - g) * v + (g if j == i else 0) for j, v in enumerate(x)]
        values.append(sum(v * v for v in x) / 2)
    return values


def test_frank_wolfe_attains_its_closed_forms_in_fractions():
    d, steps = 24, 20
    open_loop = frank_wolfe_values(d, steps, lambda k, x, i: F(2, k + 2))
    assert open_loop == [F(2 * k + 1, 3 * k * (k + 1)) for k in range(1, steps + 1)]

    def line_search(k, x, i):
        slope = sum(v * v for v in x) - x[i]
        return slope / (slope + (1 - x[i]))

    exact = frank_wolfe_values(d, steps, line_search)
    assert exact == [F(1, 2 * (k + 1)) for k in range(1, steps + 1)]
    problem = p.SimplexWorstCase(d)
    for k, value in enumerate(exact, 1):
        assert float(value) - problem.minimum() == pytest.approx(problem.lower_bound(k), rel=1e-12)
