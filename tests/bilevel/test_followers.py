"""The games of leader and followers: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.bilevel.cournot import Cournot
from refimpl.bilevel.monopoly import Monopoly
from refimpl.problems import Box, NoisyLevels, coupled_levels_example
from verification.mutants.bilevel import cournot, monopoly

LEVELS, START = coupled_levels_example(), np.array([0.25, 0.5, -0.25])
NOISY = NoisyLevels(
    LEVELS, Box(np.full(2, -0.5), np.full(2, 0.5)), Box(np.full(3, -0.25), np.full(3, 0.5)), 0.5, 0.25
)
CASES = {
    "cournot": (Cournot(0.125, 0.25, 3, START), cournot),
    "monopoly": (Monopoly(0.125, 0.25, 3, START), monopoly),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"follower_step": 0.0}, "follower_step must be positive and finite, got 0.0"),
        ({"anticipation": -1}, "anticipation must be an integer of at least 0, got -1"),
        ({"start": np.zeros(2)}, r"start must have shape \(3,\), got \(2,\)"),
    ],
)
def test_unusable_hyper_parameters_are_told(name, change, message):
    with pytest.raises(ValueError, match=message):
        run(CASES[name][0]._replace(**change), NOISY, np.zeros(2), 2)


@pytest.mark.parametrize(
    ("name", "more"), [("cournot", {"lower_yy": 15}), ("monopoly", {"lower_yy": 20, "lower_projection": 5})]
)
def test_oracles_are_called_as_often_as_the_header_says(name, more):
    calls = run(CASES[name][0], NOISY, np.zeros(2), 5, count=True).calls
    assert calls is not None
    assert {oracle: n for oracle, n in calls.items() if n} == {
        "upper_x": 5, "upper_y": 5, "lower_y": 15, "lower_xy": 20, "upper_projection": 5, **more
    }  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_the_form_in_parts_that_the_mutants_change_is_the_method(name):
    algorithm, module = CASES[name]
    x = run(module.Exchangeable(*algorithm), NOISY, np.full(2, 0.25), 20, rng=3).x
    np.testing.assert_allclose(x, run(algorithm, NOISY, np.full(2, 0.25), 20, rng=3).x, rtol=1e-12)


def test_without_anticipation_the_leader_ignores_the_followers():
    """T = 0: x is moved by f_x alone, and nobody else moves."""
    free = NoisyLevels(LEVELS, Box(np.full(2, -9.0), np.full(2, 9.0)), NOISY.lower_set, 0.0, 0.0)
    t = run(Cournot(0.25, 0.25, 0, START), free, np.ones(2), 1)
    np.testing.assert_allclose(t.x[1], np.ones(2) - 0.25 * LEVELS.upper_x(np.ones(2), START), rtol=1e-15)
    assert np.array_equal(t.state.y, START)
