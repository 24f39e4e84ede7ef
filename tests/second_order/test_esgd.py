"""ESGD: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.problems import Quadratic
from refimpl.second_order.esgd import ESGD

USUAL = ESGD(step_size=0.25, damping=0.5, period=3)
PLANE = Quadratic(np.array([[3.0, 4.0], [4.0, -1.0]]), np.ones(2))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"damping": -1.0}, "damping must be positive and finite, got -1.0"),
        ({"period": 0}, "period must be an integer of at least 1, got 0"),
    ],
)
def test_what_cannot_be_used_is_told(change, words):
    with pytest.raises(ValueError, match=words):
        run(USUAL._replace(**change), PLANE, np.ones(2), 1)


def test_the_hessian_is_asked_every_third_step():
    calls = run(USUAL, PLANE, np.ones(2), 7, count=True).calls
    assert {name: n for name, n in calls.items() if n} == {"gradient": 7, "hessian_vector": 3}


def test_the_divisor_tends_to_the_row_norms():
    """Six standard deviations of a mean of chi-squares: false alarm below 1e-8."""
    n = 4000
    D = run(USUAL._replace(period=1), PLANE, np.ones(2), n, rng=3).state.D / n
    rows = np.sum(PLANE.A**2, axis=1)
    assert (np.abs(D - rows) < 6 * np.sqrt(2 / n) * rows).all()


def test_without_curvature_the_damping_divides():
    flat = Quadratic(np.zeros((2, 2)), np.array([-1.0, 0.5]))
    assert run(USUAL, flat, np.zeros(2), 1).x[1].tolist() == [-0.5, 0.25]
