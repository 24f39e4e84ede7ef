"""Gradient flow: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from refimpl import run
from refimpl.dynamics_theory.gradient_flow import GradientFlow
from refimpl.problems import LogQuadratic, ScalarNetwork, SharpeningValley, diagonal_quadratic


def test_unusable_time_steps_are_told():
    with pytest.raises(ValueError, match=r"time_step must be positive and finite, got -1.0"):
        run(GradientFlow(-1.0), LogQuadratic(2), np.ones(2), 2)


@pytest.mark.parametrize(
    ("problem", "start"),
    [
        (LogQuadratic(2), [2.0, -1.0]),
        (ScalarNetwork(3), [1.25, 0.75, 0.25]),
        (SharpeningValley(0.125), [0.5, 1, 0]),
    ],
)
def test_it_is_of_order_four_against_scipy(problem, start):
    start = np.array(start, float)
    exact = solve_ivp(
        lambda _, x: -problem.gradient(x), (0, 1), start, rtol=1e-12, atol=1e-14, method="DOP853"
    ).y[:, -1]
    errors = [np.linalg.norm(run(GradientFlow(1 / n), problem, start, n).x[-1] - exact) for n in (8, 16, 32)]
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert np.all((orders > 3.7) & (orders < 4.5)), orders


def test_four_gradients_per_step():
    t = run(GradientFlow(0.125), LogQuadratic(3), np.ones(3), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 28}


def test_prescribed_resolves_the_fastest_mode():
    assert GradientFlow.prescribed(diagonal_quadratic([4.0, 1.0])) == GradientFlow(1 / 16)
    assert GradientFlow.prescribed(ScalarNetwork(2)) == GradientFlow(1 / 64)
