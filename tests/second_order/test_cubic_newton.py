"""Lazy and plain cubic Newton and the minimiser of their model: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import Outcome, get_engine, run
from refimpl.problems import CubicChain, Quadratic, diagonal_quadratic, random_robust_regression
from refimpl.second_order.cubic_model import cubic_step
from refimpl.second_order.cubic_newton import CubicNewton
from refimpl.second_order.lazy_cubic_newton import LazyCubicNewton


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (CubicNewton(0.0), "M must be positive and finite, got 0.0"),
        (LazyCubicNewton(-1.0, 2), "M must be positive and finite, got -1.0"),
        (LazyCubicNewton(1.0, 0), "period must be an integer of at least 1, got 0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, CubicChain(3), np.ones(3), 2)


@pytest.mark.parametrize(("period", "steps", "hessians"), [(1, 7, 7), (3, 7, 3), (7, 8, 2)])
def test_one_gradient_per_step_and_one_hessian_per_phase_of_this_method(period, steps, hessians):
    problem = random_robust_regression(15, 4, 1.0, seed=0)
    t = run(LazyCubicNewton(1.0, period), problem, np.ones(4), steps, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": steps, "hessian": hessians}


def test_prescribed_constants():
    problem = CubicChain(4)
    L = problem.hessian_lipschitz()
    assert CubicNewton.prescribed(problem) == CubicNewton(L)
    assert LazyCubicNewton.prescribed(problem) == LazyCubicNewton(24 * L, 4)
    quadratic = diagonal_quadratic([1.0, 2.0])
    assert CubicNewton.prescribed(quadratic) == CubicNewton(1.0)
    assert LazyCubicNewton.prescribed(quadratic) == LazyCubicNewton(1.0, 2)


@pytest.mark.parametrize("engine", ["numpy", "ball"])
def test_hard_cases_in_closed_form(engine):
    """H = diag(-1, 1), M = 1: the shift is 1 and |h| = 2; at the saddle the whole length is along e_1."""
    saddle = diagonal_quadratic([-1.0, 1.0])
    for start, step in (([0.0, 1.0], [-np.sqrt(3.75), -0.5]), ([0.0, 0.0], [-2.0, 0.0])):
        x = run(CubicNewton(1.0), saddle, np.array(start), 1, engine=engine).x
        np.testing.assert_allclose(x[1] - x[0], step, rtol=1e-15)


def test_not_the_hard_case_although_orthogonal_to_the_lowest_eigenvector():
    """With g = (0, 10) the second coordinate alone is long enough: (1 + r/2) r = 10."""
    h = cubic_step(np.array([-1.0, 1.0]), np.eye(2), np.array([0.0, 10.0]), 1.0)
    np.testing.assert_allclose(h, [0.0, 1 - np.sqrt(21.0)], rtol=1e-15)


def test_balls_leave_an_uncertain_hard_case_undecided():
    """In exact arithmetic g is orthogonal to the lowest eigenvector (1, 1): enclosures cannot tell."""
    problem = Quadratic(np.array([[0.0, -1.0], [-1.0, 0.0]]), np.zeros(2))
    t = run(CubicNewton(1.0), problem, np.array([1.0, -1.0]), 1, engine=get_engine("ball", bits=100))
    assert t.outcome is Outcome.UNDECIDABLE


def test_random_models_are_minimised_over_many_orders_of_magnitude():
    rng = np.random.default_rng(0)
    for _ in range(300):
        d = int(rng.integers(1, 7))
        V, _ = np.linalg.qr(rng.standard_normal((d, d)))
        w = np.sort(rng.standard_normal(d) * 10 ** rng.uniform(-4, 4, d))
        g = V @ (rng.standard_normal(d) * 10 ** rng.uniform(-8, 4, d))
        M = 10 ** rng.uniform(-3, 3)
        h = cubic_step(w, V, g, M)
        shift = M / 2 * np.linalg.norm(h)
        scale = np.linalg.norm(g) + np.abs(w).max() * np.linalg.norm(h)
        assert np.linalg.norm(g + (V * w) @ (V.T @ h) + shift * h) <= 1e-14 * scale
        assert w[0] + shift >= -1e-15 * np.abs(w).max()
