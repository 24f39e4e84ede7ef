"""Gradient descent: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from refimpl import run
from refimpl.first_order_adaptive.gradient_descent import GradientDescent
from refimpl.first_order_adaptive.sgd_momentum import SGDMomentum
from refimpl.problems import LogQuadratic, ScalarNetwork, diagonal_quadratic, random_quadratic
from verification.claims.first_order_adaptive.flow_sharpness import EDGES, RUNS


@pytest.mark.parametrize("step_size", [0.0, -0.1, np.nan, np.inf])
def test_unusable_step_sizes_are_told(step_size):
    with pytest.raises(ValueError, match="step_size must be positive and finite"):
        run(GradientDescent(step_size), LogQuadratic(2), np.ones(2), 2)


def test_one_gradient_per_step():
    t = run(GradientDescent(0.25), LogQuadratic(3), np.ones(3), 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 7}


def test_prescribed_takes_the_largest_step_of_the_guarantee():
    assert GradientDescent.prescribed(diagonal_quadratic([4.0, 1.0])) == GradientDescent(0.25)
    assert GradientDescent.prescribed(ScalarNetwork(2)) == GradientDescent(0.01)  # no global L


def test_momentum_zero_is_the_same_method():
    problem, x0 = random_quadratic([3.0, 1.0, 0.5], seed=1), np.ones(3)
    x = run(GradientDescent(0.25), problem, x0, 20).x
    assert np.array_equal(x, run(SGDMomentum(0.25, 0.0), problem, x0, 20).x)


@pytest.mark.parametrize(("depth", "eta", "start"), [*RUNS, *EDGES])
def test_flow_sharpness_of_the_claims_is_that_of_the_integrated_flow(depth, eta, start):
    """Independent of the bisection: a Runge-Kutta integration of gradient flow from the start of every run."""
    problem = ScalarNetwork(depth)
    path = solve_ivp(lambda _, w: -problem.gradient(w), (0, 80), np.array(start), rtol=1e-11, atol=1e-13)
    expected = np.sum(1 / path.y[:, -1] ** 2)
    assert problem.flow_sharpness(np.array(start)) == pytest.approx(expected, rel=1e-8)


def test_loss_rises_on_the_way_to_the_edge_while_the_flow_sharpness_falls():
    depth, eta, start = EDGES[0]
    problem = ScalarNetwork(depth)
    w = run(GradientDescent(eta), problem, np.array(start), 80).x
    loss = np.array([problem.value(v) for v in w])
    phi = np.array([problem.flow_sharpness(v) for v in w])
    assert (np.diff(loss) > 1e-6).any()
    assert (np.diff(phi) <= 1e-12).all()
