"""Methods on hyper-gradients: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.bilevel.cg_gradient import CGGradient
from refimpl.bilevel.cold_start import ColdStart
from refimpl.bilevel.damped_gradient import DampedGradient
from refimpl.bilevel.fixed_point_gradient import FixedPointGradient
from refimpl.bilevel.forward_unrolled import ForwardUnrolled
from refimpl.bilevel.hoag import HOAG
from refimpl.bilevel.hoag_adaptive import AdaptiveHOAG
from refimpl.bilevel.implicit_gradient import ImplicitGradient
from refimpl.bilevel.maid import MAID
from refimpl.bilevel.neumann_gradient import NeumannGradient
from refimpl.bilevel.reverse_unrolled import ReverseUnrolled
from refimpl.problems import QuadraticBilevel, random_log_cosh_bilevel, random_quadratic_bilevel

PROBLEM = random_quadratic_bilevel([1.0, 2.0, 5.0], dx=2, r=0.125, seed=0)
CURVED = random_log_cosh_bilevel(dx=2, dy=3, mu=0.5, seed=3)
IMPLICIT = ImplicitGradient(0.125, 1, np.zeros(3))
REVERSE = ReverseUnrolled(0.125, 0.125, 4, 3, np.zeros(3))
FORWARD = ForwardUnrolled(0.125, 0.125, 4, np.zeros(3))
NEUMANN = NeumannGradient(0.125, 0.125, 4, 3, np.zeros(3))
COLD = ColdStart(0.125, 0.125, 4, 3, np.zeros(3))
DAMPED = DampedGradient(0.125, 0.125, 4, 0.25, np.zeros(3))
HYPER = HOAG(0.125, 0.125, 1.0, 0.5, 0.5, 50, np.zeros(3))
ADAPTIVE = AdaptiveHOAG(*HYPER)
INEXACT = MAID.prescribed(PROBLEM)
FIXED = FixedPointGradient(0.125, 0.125, 0.25, 4, 2, np.zeros(3))
CG = CGGradient(0.125, 0.125, 4, 2, np.zeros(3))


@pytest.mark.parametrize(
    ("algorithm", "change", "message"),
    [
        (IMPLICIT, {"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        (IMPLICIT, {"newton_steps": 0}, "newton_steps must be an integer of at least 1, got 0"),
        (IMPLICIT, {"start": np.zeros(2)}, r"start must have shape \(3,\), got \(2,\)"),
        (REVERSE, {"lower_step_size": -1.0}, "lower_step_size must be positive and finite, got -1.0"),
        (REVERSE, {"inner_steps": 2}, r"kept_steps must lie in \[1, 2\], got 3"),
        (REVERSE, {"kept_steps": 0}, "kept_steps must be an integer of at least 1, got 0"),
        (FORWARD, {"inner_steps": 0}, "inner_steps must be an integer of at least 1, got 0"),
        (NEUMANN, {"terms": 0}, "terms must be an integer of at least 1, got 0"),
        (COLD, {"terms": 0}, "terms must be an integer of at least 1, got 0"),
        (DAMPED, {"damping": 0.0}, "damping must be positive and finite, got 0.0"),
        (HYPER, {"decay": 1.5}, r"decay must lie in \[0, 1\], got 1.5"),
        (HYPER, {"decay": 0.0}, "decay must be positive and finite, got 0.0"),
        (HYPER, {"mu": -1.0}, "mu must be positive and finite, got -1.0"),
        (ADAPTIVE, {"decay": 1.5}, r"decay must lie in \[0, 1\], got 1.5"),
        (INEXACT, {"accuracy": 0.0}, "accuracy must be positive and finite, got 0.0"),
        (INEXACT, {"eta": 1.5}, r"eta must lie in \[0, 1\], got 1.5"),
        (INEXACT, {"rho": 0.0}, "rho must be positive and finite, got 0.0"),
        (INEXACT, {"l_g2": -1.0}, "l_g2 must be non-negative and finite, got -1.0"),
        (INEXACT, {"trials": 0}, "trials must be an integer of at least 1, got 0"),
        (FIXED, {"weight": -1.0}, "weight must be non-negative and finite, got -1.0"),
        (FIXED, {"cg_steps": 0}, "cg_steps must be an integer of at least 1, got 0"),
        (CG, {"cg_steps": 4}, r"cg_steps must lie in \[1, 3\], got 4"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, change, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm._replace(**change), PROBLEM, np.zeros(2), 2)


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [
        (IMPLICIT, {"lower_y": 1, "lower_yy": 2, "upper_x": 1, "upper_y": 1, "lower_xy_vector": 1}),
        (
            REVERSE,
            {"lower_y": 4, "lower_yy_vector": 3, "upper_x": 1, "upper_y": 1, "lower_xy_vector": 3},
        ),
        (FORWARD, {"lower_y": 4, "lower_yy": 4, "upper_x": 1, "upper_y": 1, "lower_xy": 5}),
        (
            NEUMANN,
            {"lower_y": 4, "lower_yy_vector": 2, "upper_x": 1, "upper_y": 1, "lower_xy_vector": 1},
        ),
        (CG, {"lower_y": 4, "lower_yy_vector": 2, "upper_x": 1, "upper_y": 1, "lower_xy_vector": 1}),
    ],
)
def test_oracles_are_called_as_often_as_the_header_says(algorithm, expected):
    calls = run(algorithm, CURVED, np.ones(2), 5, count=True).calls
    assert calls is not None
    assert {name: n for name, n in calls.items() if n} == {name: 5 * n for name, n in expected.items()}


def test_implicit_differentiation_is_the_hypergradient_where_the_lower_level_is_solved():
    x = np.array([0.5, -1.0])
    moved = run(ImplicitGradient(1.0, 30, np.zeros(3)), CURVED, x, 1).x
    np.testing.assert_allclose(moved[0] - moved[1], CURVED.hypergradient(x), rtol=1e-13)


def test_implicit_differentiation_stays_at_the_minimiser():
    best = PROBLEM.minimizer()
    np.testing.assert_allclose(run(IMPLICIT, PROBLEM, best, 3).x[-1], best, rtol=1e-14)


def test_a_cold_start_forgets_and_a_warm_start_does_not():
    """One step from the same point after different pasts."""
    x = np.array([0.5, -1.0])
    for method, forgets in ((COLD, True), (NEUMANN, False)):
        later = method.step(CURVED, method.step(CURVED, method.init(CURVED, x), None)._replace(x=x), None)
        assert np.array_equal(later.x, method.step(CURVED, method.init(CURVED, x), None).x) == forgets


def test_a_prediction_where_no_coordinate_is_active_is_no_prediction():
    """Below the threshold y stays at zero and x follows the direct derivative alone."""
    x = np.array([0.25, -0.5])
    state = FIXED._replace(weight=64.0).step(PROBLEM, FIXED.init(PROBLEM, x), None)
    assert np.array_equal(state.y, np.zeros(3))
    assert np.array_equal(state.x, x - 0.125 * PROBLEM.upper_x(x, state.y))


def test_without_a_weight_it_is_conjugate_gradients_at_the_predicted_solution():
    """From the exact lower solution, one outer step: the same direction as with plain lower steps."""
    x = np.array([0.5, -1.0])
    y = PROBLEM.lower_solution(x)
    fixed = FIXED._replace(weight=0.0, start=y, cg_steps=3).step(
        PROBLEM, FIXED._replace(start=y).init(PROBLEM, x), None
    )
    plain = CG._replace(start=y, cg_steps=3).step(PROBLEM, CG._replace(start=y).init(PROBLEM, x), None)
    np.testing.assert_allclose(fixed.x, plain.x, rtol=1e-13)
    np.testing.assert_allclose(fixed.y, PROBLEM.lower_solution(fixed.x), rtol=1e-12)


def test_hoag_meets_both_tolerances():
    mu = PROBLEM.lower_strong_convexity()
    state = HYPER._replace(mu=mu).init(PROBLEM, np.array([0.5, 0.5]))
    for _ in range(6):
        e, x = state.tolerance, state.x
        state = HYPER._replace(mu=mu).step(PROBLEM, state, None)
        assert np.linalg.norm(state.y - PROBLEM.lower_solution(x)) <= e
        residual = PROBLEM.lower_yy_vector(x, state.y, state.q) - PROBLEM.upper_y(x, state.y)
        assert np.linalg.norm(residual) <= e * (1 + 1e-12)


def test_full_reverse_mode_and_forward_mode_agree():
    x = np.array([0.5, -1.0])
    reverse, forward = (run(a, CURVED, x, 3).x for a in (REVERSE._replace(kept_steps=4), FORWARD))
    np.testing.assert_allclose(reverse, forward, rtol=1e-14)


def test_conjugate_gradients_end_where_the_residual_is_zero():
    """t = y*(0) = 0: every gradient of the two levels vanishes at x = 0, and 0/0 is not formed."""
    problem = QuadraticBilevel(np.eye(3), PROBLEM.B, np.zeros(3), 0.5)
    assert np.array_equal(run(CG, problem, np.zeros(2), 2).x, np.zeros((3, 2)))
    one = run(CG._replace(cg_steps=3, step_size=1.0, inner_steps=200), problem, np.ones(2), 1).x
    np.testing.assert_allclose(one[0] - one[1], problem.hypergradient(np.ones(2)), rtol=1e-10)


def test_an_undone_step_is_tried_again_from_the_same_point_at_half_the_length():
    x = np.array([2.0, -1.0])
    method = ADAPTIVE._replace(step_size=64.0)
    first = method.step(PROBLEM, method.init(PROBLEM, x), None)
    second = method.step(PROBLEM, first, None)
    np.testing.assert_allclose(second.x - x, (first.x - x) / 2, rtol=1e-14)
    assert second.step_size == 32.0
    assert second.tolerance == 0.5**4


def test_maid_stays_and_asks_for_more_where_no_step_can_be_accepted():
    best = PROBLEM.minimizer()
    state = INEXACT.step(PROBLEM, INEXACT.init(PROBLEM, best), None)
    assert np.array_equal(state.x, best)
    assert state.accuracy == INEXACT.accuracy / 2**6
    assert state.step_size == INEXACT.step_size


def test_maid_brackets_the_hyper_objective():
    rng = np.random.default_rng(2)
    method = MAID.prescribed(CURVED)
    for _ in range(20):
        x, e = rng.standard_normal(2), float(rng.uniform(0.01, 1))
        y = method._replace(most_steps=500).solved(CURVED, x, rng.standard_normal(3), e)
        assert np.linalg.norm(y - CURVED.lower_solution(x)) <= e
        assert abs(CURVED.upper(x, y) - CURVED.hyperobjective(x)) <= method.slack(CURVED, x, y, e)
