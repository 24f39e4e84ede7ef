"""Lazy Newton: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import CubicChain, Quadratic, random_logistic, random_quadratic
from refimpl.second_order.lazy_newton import LazyNewton


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (LazyNewton(0.0, 3), "M must be positive and finite, got 0.0"),
        (LazyNewton(np.inf, 3), "M must be positive and finite, got inf"),
        (LazyNewton(1.0, 0), "period must be an integer of at least 1, got 0"),
        (LazyNewton(1.0, 2.0), "period must be an integer of at least 1, got 2.0"),  # type: ignore[arg-type]
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, CubicChain(3), np.zeros(3), 2)


@pytest.mark.parametrize(
    ("period", "steps", "hessians"), [(1, 7, 7), (3, 7, 3), (7, 7, 1), (7, 8, 2), (20, 7, 1)]
)
def test_one_gradient_per_step_and_one_hessian_per_phase(period, steps, hessians):
    t = run(LazyNewton(1.0, period), random_logistic(20, 4, 0.1, seed=0), np.ones(4), steps, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": steps, "hessian": hessians}


@pytest.mark.parametrize("engine", ["numpy", "ball", pytest.param("numba", marks=pytest.mark.compiled)])
def test_a_zero_gradient_stays_even_where_the_hessian_is_singular(engine):
    flat = Quadratic(np.diag([2.0, 0.0]), np.zeros(2))
    t = run(LazyNewton(1.0, 2), flat, np.array([0.0, 3.0]), 5, engine=engine)
    assert t.stopped_at == 5
    assert np.array_equal(t.x, np.tile([0.0, 3.0], (6, 1)))


def test_on_a_quadratic_the_step_is_that_of_the_shifted_system():
    problem = random_quadratic([4.0, 1.0, 0.25], seed=1)
    x = run(LazyNewton(2.0, 2), problem, np.ones(3), 1).x
    g = problem.A @ np.ones(3) - problem.b
    expected = np.ones(3) - np.linalg.solve(problem.A + np.sqrt(2 * np.linalg.norm(g)) * np.eye(3), g)
    np.testing.assert_allclose(x[1], expected, rtol=1e-13)


def test_prescribed_takes_the_cheapest_period_and_its_constant():
    chain = CubicChain(6)
    assert LazyNewton.prescribed(chain) == LazyNewton(18 * chain.hessian_lipschitz(), 6)
    assert LazyNewton.prescribed(random_quadratic([2.0, 1.0], seed=0)).M == 1.0
