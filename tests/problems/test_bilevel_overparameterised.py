from __future__ import annotations

import numpy as np

from refimpl import problems as p
from refimpl.problems.registry import EXAMPLES

EXAMPLE = EXAMPLES["bilevel-overparameterised"]
PROBLEM, X = EXAMPLE.build(), np.array([0.75, -0.5])


def test_the_lower_solution_is_the_shortest_one():
    M = PROBLEM.P + np.diag(X) @ PROBLEM.Q
    shortest = np.linalg.pinv(M) @ PROBLEM.c
    np.testing.assert_allclose(PROBLEM.lower_solution(X), shortest, rtol=1e-14)
    null = np.linalg.svd(M)[2][2]
    other = shortest + 0.5 * null
    assert np.max(np.abs(PROBLEM.lower_y(X, other))) < 1e-15
    assert PROBLEM.lower(X, other) < 1e-30


def test_the_pseudo_inverse_response_is_not_the_derivative():
    y = PROBLEM.lower_solution(X)
    response = -PROBLEM.lower_xy_vector(X, y, np.linalg.pinv(PROBLEM.lower_yy(X, y)) @ PROBLEM.upper_y(X, y))
    assert np.linalg.norm(response - PROBLEM.hypergradient(X)) > 0.01
    still = p.OverparameterisedBilevel(PROBLEM.P, np.zeros((2, 3)), PROBLEM.c, PROBLEM.t)
    assert not still.hypergradient(X).any()
