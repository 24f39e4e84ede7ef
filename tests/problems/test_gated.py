from __future__ import annotations

import numpy as np
from derivatives import TOLERANCE, derivative_error, planted

from refimpl import problems as p
from refimpl.problems.registry import EXAMPLES

PROBLEM = EXAMPLES["gated-network"].build()
X, C = np.array([0.5, -0.25, -1.0, 0.5, 1.0, -0.5]), np.array([0.5, 1.25])
V = np.linspace(-1.0, 1.5, 6)


def test_gradient_and_hessian_are_derivatives_of_the_gated_value():
    def gradient(problem):
        return derivative_error(
            problem, lambda q, x: q.gated_value(x, C), lambda q, x: q.gated_gradient(x, C), (X,), 0
        )

    assert gradient(PROBLEM) < TOLERANCE < gradient(planted(PROBLEM, "gated_gradient"))
    h = 2.0**-20
    slope = (PROBLEM.gated_gradient(X + h * V, C) - PROBLEM.gated_gradient(X - h * V, C)) / (2 * h)
    np.testing.assert_allclose(PROBLEM.gated_hessian_vector(X, C, V), slope, rtol=1e-7, atol=1e-9)


def test_open_gates_are_the_objective_and_a_closed_gate_is_a_network_without_the_unit():
    ones = np.ones(2)
    assert PROBLEM.gated_value(X, ones) == PROBLEM.objective.value(X)
    without = X.copy()
    without[5] = 0.0
    assert PROBLEM.gated_value(X, np.array([1.0, 0.0])) == PROBLEM.objective.value(without)
    assert PROBLEM.gated_gradient(X, np.array([1.0, 0.0]))[5] == 0.0


def test_all_masks_once():
    assert sorted(map(tuple, PROBLEM.gates())) == [(0, 0), (0, 1), (1, 0), (1, 1)]
    squares = p.gated(p.random_least_squares(n=5, d=3, noise=0.5, seed=0), np.eye(3))
    assert len(np.unique(squares.gates(), axis=0)) == 8
    assert squares.smoothness() == squares.objective.smoothness()
