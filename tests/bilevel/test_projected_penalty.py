"""Projected penalty method: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.bilevel.penalty_gradient import PenaltyGradient
from refimpl.bilevel.projected_penalty import ProjectedPenalty
from refimpl.problems import Box, NoisyLevels, coupled_levels_example
from verification.mutants.bilevel.projected_penalty import Exchangeable

LEVELS = coupled_levels_example()
WIDE = (Box(np.full(2, -1e6), np.full(2, 1e6)), Box(np.full(3, -1e6), np.full(3, 1e6)))
NOISY = NoisyLevels(
    LEVELS, Box(np.full(2, -0.5), np.full(2, 0.5)), Box(np.full(3, -0.25), np.full(3, 0.5)), 0.5, 0.25
)
GOOD = ProjectedPenalty(0.125, 0.25, 0.25, 2, 3, np.zeros(3))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"lower_step_size": np.nan}, "lower_step_size must be positive and finite, got nan"),
        ({"sigma": 0.0}, "sigma must be positive and finite, got 0.0"),
        ({"inner_steps": 0}, "inner_steps must be an integer of at least 1, got 0"),
        ({"batch": 2.0}, r"batch must be an integer of at least 1, got 2\.0"),
        ({"start": np.zeros(2)}, r"start must have shape \(3,\), got \(2,\)"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(GOOD._replace(**change), NOISY, np.zeros(2), 2)


def test_oracles_are_called_as_often_as_the_header_says():
    calls = run(GOOD, NOISY, np.zeros(2), 5, count=True).calls
    assert calls is not None
    assert {name: n for name, n in calls.items() if n} == {
        "lower_y": 20, "upper_y": 10, "lower_x": 30, "upper_x": 15, "lower_projection": 20, "upper_projection": 5
    }  # fmt: skip


def test_without_noise_and_sets_it_is_the_penalty_gradient_method():
    x = run(GOOD, NoisyLevels(LEVELS, *WIDE, 0.0, 0.0), np.ones(2), 20).x
    same = run(PenaltyGradient(0.125, 0.25, 0.25, 2, np.zeros(3)), LEVELS, np.ones(2), 20).x
    np.testing.assert_allclose(x, same, rtol=1e-12)


def test_the_form_in_parts_that_the_mutants_change_is_the_method():
    x = run(Exchangeable(*GOOD), NOISY, np.full(2, 0.25), 20, rng=3).x
    np.testing.assert_allclose(x, run(GOOD, NOISY, np.full(2, 0.25), 20, rng=3).x, rtol=1e-12)
