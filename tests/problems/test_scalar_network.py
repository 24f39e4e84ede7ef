from __future__ import annotations

import numpy as np
import pytest
from constants import near
from scipy.integrate import solve_ivp

from refimpl import problems as p


@pytest.mark.parametrize("w", [[1.0], [4.0, 0.25], [2.0, -0.5, -1.0]])
def test_sharpness_on_the_solutions(w):
    """Where prod w = 1 the Hessian is q q' with q_i = 1/w_i."""
    problem, w = p.ScalarNetwork(len(w)), np.array(w)
    q = 1 / w
    np.testing.assert_allclose(problem.hessian(w), np.outer(q, q), rtol=1e-15)
    assert near(problem.sharpness(w), q @ q)
    assert problem.value(w) == problem.minimum() == 0.0
    assert q @ q >= len(w)


@pytest.mark.parametrize("w", [[3.0, 0.2], [0.1, 0.3, 2.0], [0.5, 0.5, 0.5, 0.5], [2.5]])
def test_flow_solution_is_where_the_differential_equation_ends(w):
    problem, w = p.ScalarNetwork(len(w)), np.array(w)
    path = solve_ivp(lambda _, x: -problem.gradient(x), (0, 60), w, rtol=1e-11, atol=1e-13)
    end = problem.flow_solution(w)
    np.testing.assert_allclose(end, path.y[:, -1], rtol=1e-8)
    assert near(np.prod(end), 1.0)
    np.testing.assert_allclose(end**2 - end[0] ** 2, w**2 - w[0] ** 2, rtol=1e-13, atol=1e-15)
    assert near(problem.flow_sharpness(w), np.sum(1 / end**2))
    assert near(problem.flow_sharpness(w), problem.sharpness(end), 64)


def test_flow_of_depth_two_in_closed_form():
    """c = a^2 - b^2 is conserved and ab = 1: a^2 = (c + sqrt(c^2 + 4))/2, sharpness a^2 + b^2 = sqrt(c^2 + 4)."""
    problem = p.ScalarNetwork(2)
    assert near(problem.flow_sharpness(np.array([3.0, 0.25])), np.hypot(9 - 0.0625, 2))


def test_derivatives_where_weights_vanish():
    """No division: at w_1 = 0 the gradient is -(w_2 w_3, 0, 0)."""
    problem, w = p.ScalarNetwork(3), np.array([0.0, 2.0, 5.0])
    assert problem.gradient(w).tolist() == [-10.0, 0.0, 0.0]
    assert problem.hessian(w).tolist() == [[100.0, -5.0, -2.0], [-5.0, 0.0, 0.0], [-2.0, 0.0, 0.0]]
    assert not p.ScalarNetwork(3).gradient(np.zeros(3)).any()


@pytest.mark.parametrize(
    ("x", "sentence"),
    [
        (np.array([1.0, 0.0]), r"^x must be positive, got a smallest entry of 0$"),
        (np.array([1.0]), r"^x must have shape \(2,\), got \(1,\)$"),
        (np.array([1.0, np.nan]), r"^x must be finite, got 1 entries that are NaN or infinite$"),
    ],
)
def test_flow_refuses_other_starts(x, sentence):
    with pytest.raises(ValueError, match=sentence):
        p.ScalarNetwork(2).flow_solution(x)
