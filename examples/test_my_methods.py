"""How an implementation is tested in its own test files: run `pytest examples/test_my_methods.py`."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import refimpl
from refimpl.flatness.sam import SAM
from verification.strategies import convex_problems, starts


def my_sam(case):
    x, iterates = case.start, []
    for _ in range(case.steps):
        g = case.oracles.gradient(x)
        size = np.linalg.norm(g)
        ascent = case.parameters["rho"] * g / size if size > 0 else np.zeros_like(g)
        x = x - case.parameters["step_size"] * case.oracles.gradient(x + ascent)
        iterates.append(x)
    return iterates


@pytest.mark.refimpl("sam")
def test_it_is_sam(refimpl_check):
    refimpl_check(my_sam)


@pytest.mark.refimpl("sam", problems=["logistic", "huber"])
def test_sam_goes_down_at_first(refimpl_problem, refimpl_start):
    sam = SAM.prescribed(refimpl_problem)
    x = refimpl.run(sam, refimpl_problem, refimpl_start, 3).x
    assert refimpl_problem.value(x[-1]) < refimpl_problem.value(x[0])


def my_gradient_descent_step(gradient, x, step_size):
    return x - step_size * gradient(x)


@settings(deadline=None)
@given(st.data())
def test_gradient_descent_approaches_the_minimiser_of_every_smooth_convex_problem(data):
    problem = data.draw(convex_problems())
    x, best = data.draw(starts(problem)), problem.minimizer()
    ahead = my_gradient_descent_step(problem.gradient, x, 1 / problem.smoothness())
    rounding = 1e-9
    assert np.linalg.norm(ahead - best) <= np.linalg.norm(x - best) + rounding
