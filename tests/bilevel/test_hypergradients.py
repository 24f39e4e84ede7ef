"""Methods on hyper-gradients: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.bilevel.implicit_gradient import ImplicitGradient
from refimpl.problems import random_log_cosh_bilevel, random_quadratic_bilevel

PROBLEM = random_quadratic_bilevel([1.0, 2.0, 5.0], dx=2, r=0.125, seed=0)
CURVED = random_log_cosh_bilevel(dx=2, dy=3, mu=0.5, seed=3)
IMPLICIT = ImplicitGradient(0.125, 1, np.zeros(3))


@pytest.mark.parametrize(
    ("algorithm", "change", "message"),
    [
        (IMPLICIT, {"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        (IMPLICIT, {"newton_steps": 0}, "newton_steps must be an integer of at least 1, got 0"),
        (IMPLICIT, {"start": np.zeros(2)}, r"start must have shape \(3,\), got \(2,\)"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, change, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm._replace(**change), PROBLEM, np.zeros(2), 2)


@pytest.mark.parametrize(
    ("algorithm", "expected"),
    [(IMPLICIT, {"lower_y": 1, "lower_yy": 2, "upper_x": 1, "upper_y": 1, "lower_xy_vector": 1})],
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
