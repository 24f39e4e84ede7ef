"""Gradient-flow solution: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import brentq

from refimpl import run
from refimpl.dynamics_theory.gradient_flow_solution import GradientFlowSolution
from refimpl.problems import ScalarNetwork


@pytest.mark.parametrize(
    ("bracket", "message"),
    [(0.5, "bracket must be at least 1, got 0.5"), (np.nan, "bracket must be a finite number, got nan")],
)
def test_a_bracket_that_may_miss_the_root_is_refused(bracket, message):
    with pytest.raises(ValueError, match=message):
        run(GradientFlowSolution(bracket), ScalarNetwork(2), np.ones(2), 2)


@pytest.mark.parametrize("w", [[3.0, 0.2], [0.1, 0.3, 2.0], [0.5, 0.5, 0.5, 0.5]])
def test_it_ends_where_the_differential_equation_ends(w):
    problem, w = ScalarNetwork(len(w)), np.array(w)
    path = solve_ivp(lambda _, x: -problem.gradient(x), (0, 60), w, rtol=1e-11, atol=1e-13)
    x = run(GradientFlowSolution(1.0), problem, w, 60).x[-1]
    np.testing.assert_allclose(x, path.y[:, -1], rtol=1e-8)
    np.testing.assert_allclose(x, problem.flow_solution(w), rtol=1e-13)


def test_it_agrees_with_another_root_finder():
    w = np.array([1.75, 1.25, 0.75, 0.5])
    offsets = w**2 - np.min(w**2)
    c = brentq(lambda c: np.sum(np.log(offsets + c)), 1e-9, 1.0, xtol=1e-15, rtol=1e-15)
    x = run(GradientFlowSolution(1.0), ScalarNetwork(4), w, 60).x[-1]
    np.testing.assert_allclose(x, np.sqrt(offsets + c), rtol=1e-13)


def test_equal_weights_end_at_one():
    x = run(GradientFlowSolution(1.0), ScalarNetwork(3), np.full(3, 0.25), 60).x[-1]
    np.testing.assert_allclose(x, 1.0, rtol=1e-15)


def test_one_residual_per_step():
    t = run(GradientFlowSolution(1.0), ScalarNetwork(3), np.ones(3), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"flow_residual": 7}
