"""BOME, MEHA and sl-BAMM: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.bilevel.bamm import BAMM
from refimpl.bilevel.bome import BOME
from refimpl.bilevel.meha import MEHA
from refimpl.problems import QuadraticLevels, coupled_levels_example, many_solutions_example
from verification.dialects.bilevel.meha import LowerFirst
from verification.mutants.bilevel import bamm, bome, meha

MANY, START = many_solutions_example(), np.array([0.5, -1.0, 0.25])
GOOD = {
    "bome": BOME(0.0625, 0.25, 0.5, 3, START),
    "meha": MEHA(0.125, 0.125, 0.25, 0.75, 2.0, 0.5, START),
    "bamm": BAMM(0.5, 0.1875, 0.25, 0.75, 0.5, START),
}


@pytest.mark.parametrize(
    ("name", "change", "message"),
    [
        ("bome", {"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ("bome", {"lower_step_size": np.inf}, "lower_step_size must be positive and finite, got inf"),
        ("bome", {"barrier": 0.0}, "barrier must be positive and finite, got 0.0"),
        ("bome", {"inner_steps": 0}, "inner_steps must be an integer of at least 1, got 0"),
        ("bome", {"start": np.zeros(2)}, r"start must have shape \(3,\), got \(2,\)"),
        ("meha", {"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ("meha", {"lower_step_size": 0.0}, "lower_step_size must be positive and finite, got 0.0"),
        ("meha", {"proximal_step_size": 0.0}, "proximal_step_size must be positive and finite, got 0.0"),
        ("meha", {"rho": -1.0}, r"rho must be positive and finite, got -1\.0"),
        ("meha", {"penalty": 0.0}, "penalty must be positive and finite, got 0.0"),
        ("meha", {"growth": -1.0}, r"growth must be non-negative and finite, got -1\.0"),
        ("meha", {"start": np.zeros(2)}, r"start must have shape \(3,\), got \(2,\)"),
        ("bamm", {"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ("bamm", {"lower_step_size": 0.0}, "lower_step_size must be positive and finite, got 0.0"),
        ("bamm", {"multiplier_step_size": 0.0}, "multiplier_step_size must be positive and finite, got 0.0"),
        ("bamm", {"averaging": 1.5}, r"averaging must lie in \[0, 1\], got 1\.5"),
        ("bamm", {"averaging": 0.0}, "averaging must be positive and finite, got 0.0"),
        ("bamm", {"growth": -1.0}, r"growth must be non-negative and finite, got -1\.0"),
        ("bamm", {"start": np.zeros(2)}, r"start must have shape \(3,\), got \(2,\)"),
    ],
)
def test_unusable_hyper_parameters_are_told(name, change, message):
    with pytest.raises(ValueError, match=message):
        run(GOOD[name]._replace(**change), MANY, np.zeros(2), 2)


CALLS = {
    "bome": {"lower_y": 20, "lower_x": 10, "upper_x": 5, "upper_y": 5},
    "meha": {"lower_y": 10, "lower_x": 10, "upper_x": 5, "upper_y": 5},
    "bamm": dict.fromkeys(
        ("upper_x", "upper_y", "upper_yy", "upper_xy", "lower_y", "lower_yy", "lower_xy"), 5
    ),
}


@pytest.mark.parametrize("name", GOOD)
def test_oracles_are_called_as_often_as_the_header_says(name):
    calls = run(GOOD[name], MANY, np.ones(2), 5, count=True).calls
    assert calls is not None
    assert {oracle: n for oracle, n in calls.items() if n} == CALLS[name]


@pytest.mark.parametrize(("name", "module"), [("bome", bome), ("meha", meha), ("bamm", bamm)])
def test_the_form_in_parts_that_the_mutants_change_is_the_method(name, module):
    x = run(module.Exchangeable(*GOOD[name]), MANY, np.ones(2), 20).x
    np.testing.assert_allclose(x, run(GOOD[name], MANY, np.ones(2), 20).x, rtol=1e-12)


def test_bome_where_the_lower_level_is_solved_already_takes_the_upper_gradient():
    """Bx = 0 and y = 0: z = y, grad q = 0, and lambda is 0, not 0/0."""
    t = run(BOME(0.25, 0.25, 0.5, 3, np.zeros(3)), MANY, np.zeros(2), 1)
    assert np.array_equal(t.x[1], 0.25 * MANY.p)
    assert np.array_equal(t.state.y, 0.25 * MANY.q)


def test_both_orders_of_meha_have_the_same_limit():
    problem = coupled_levels_example()
    a = GOOD["meha"]._replace(growth=0.0, start=np.zeros(3))
    first, second = (run(cls(*a), problem, np.zeros(2), 800).x[-1] for cls in (MEHA, LowerFirst))
    np.testing.assert_allclose(first, second, rtol=1e-11)
    assert (
        np.linalg.norm(
            run(MEHA(*a), problem, np.zeros(2), 3).x[-1] - run(LowerFirst(*a), problem, np.zeros(2), 3).x[-1]
        )
        > 1e-3
    )


def test_bamm_has_no_correction_in_its_first_step():
    t = run(GOOD["bamm"], MANY, np.ones(2), 1)
    alpha = 0.5 * 0.75**3
    np.testing.assert_allclose(t.x[1], np.ones(2) - alpha * MANY.upper_x(np.ones(2), START), rtol=1e-15)


def test_the_lower_level_that_f_ignores_is_solved_for_every_averaging():
    """f = |y|^2/2 up to scale in y and A = I, B = 0: argmin phi = 0 and x solves Px = p."""
    one = np.eye(2)
    problem = QuadraticLevels(
        one, 0 * one, 0 * one, one, 2 * one, 0 * one, one, np.array([2.0, -4.0]), np.zeros(2)
    )
    x = run(BAMM(0.5, 0.5, 0.5, 0.5, 0.0, np.ones(2)), problem, np.zeros(2), 400).x[-1]
    np.testing.assert_allclose(x, [1.0, -2.0], rtol=1e-12)
