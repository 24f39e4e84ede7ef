"""GO-UCB: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.global_bo.go_ucb import GOUCB, link, regression, slope
from refimpl.problems import random_least_squares

PROBLEM = random_least_squares(n=9, d=2, noise=1.0, seed=0)
USUAL = GOUCB(np.array([[0.0, 0.0], [1.0, 0.5], [-1.0, 2.0]]), 0.5, 2, 1.0, 1.0, 0.5, 0.25)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"grid": np.zeros((3, 3))}, r"grid must have shape \(3, 2\), got \(3, 3\)"),
        ({"bend": -1.0}, "bend must be .*, got -1.0"),
        ({"exploration": 0}, "exploration must be an integer of at least 1, got 0"),
        ({"ridge": 0.0}, "ridge must be positive and finite, got 0.0"),
        ({"width": -1.0}, "width must be .*, got -1.0"),
        ({"noise": np.inf}, "noise must be .*, got inf"),
        ({"failure": 0.0}, "failure must be positive and finite, got 0.0"),
        ({"failure": 2.0}, r"failure must lie in \[0, 1\], got 2.0"),
    ],
)
def test_unusable_parameters_are_told(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(USUAL._replace(**change), PROBLEM, np.zeros(2), 1)


def test_regression_stands_where_its_gradient_vanishes():
    rng = np.random.default_rng(0)
    P, y = rng.standard_normal((7, 3)), rng.standard_normal(7)
    for bend in (0.0, 0.5, 2.0):
        w = regression(P, y, bend, 0.25)
        gradient = P.T @ (slope(P @ w, bend) * (link(P @ w, bend) - y)) + 0.25 * w
        assert np.abs(gradient).max() < 1e-9


def test_one_point_is_asked_for_ever():
    found = run(USUAL._replace(grid=np.zeros((1, 2))), PROBLEM, np.ones(2), 6, engine="numpy", rng=0)
    assert (found.x == 1).all()
