"""F3SA: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.bilevel.f2sa import F2SA
from refimpl.bilevel.f3sa import F3SA
from refimpl.problems import Box, NoisyLevels, coupled_levels_example
from verification.mutants.bilevel.f3sa import Exchangeable

LEVELS = coupled_levels_example()
WIDE = (Box(np.full(2, -1e6), np.full(2, 1e6)), Box(np.full(3, -1e6), np.full(3, 1e6)))
NOISY = NoisyLevels(
    LEVELS, Box(np.full(2, -0.5), np.full(2, 0.5)), Box(np.full(3, -0.25), np.full(3, 0.5)), 0.5, 0.25
)
GOOD = F3SA(0.125, 0.125, 0.5, 2.0, 0.5, 0.25, np.zeros(3))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"lower_step_size": -1.0}, r"lower_step_size must be positive and finite, got -1\.0"),
        ({"ratio": np.inf}, "ratio must be positive and finite, got inf"),
        ({"penalty": 0.0}, "penalty must be positive and finite, got 0.0"),
        ({"momentum": 0.0}, "momentum must be positive and finite, got 0.0"),
        ({"momentum": 1.5}, r"momentum must lie in \[0, 1\], got 1\.5"),
        ({"noisy_levels": 3}, r"noisy_levels must be one of 0, 1, 2, got 3"),
        ({"growth": -1.0}, "growth must be non-negative and finite, got -1.0"),
        ({"start": np.zeros(2)}, r"start must have shape \(3,\), got \(2,\)"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(GOOD._replace(**change), NOISY, np.zeros(2), 2)


def test_oracles_are_called_as_often_as_the_header_says():
    calls = run(GOOD, NOISY, np.zeros(2), 7, count=True).calls
    assert calls is not None
    assert {name: n for name, n in calls.items() if n} == {
        "lower_y": 28, "lower_x": 28, "upper_y": 14, "upper_x": 14, "lower_projection": 14, "upper_projection": 7
    }  # fmt: skip


def test_without_noise_and_with_a_frozen_schedule_it_is_f2sa_with_one_inner_step():
    free = NoisyLevels(LEVELS, *WIDE, 0.0, 0.0)
    x = run(GOOD._replace(growth=0.0), free, np.ones(2), 20).x
    same = run(F2SA(0.125, 0.125, 0.5, 2.0, 0.0, 1, np.zeros(3)), LEVELS, np.ones(2), 20).x
    np.testing.assert_allclose(x, same, rtol=1e-12)


def test_the_form_in_parts_that_the_mutants_change_is_the_method():
    x = run(Exchangeable(*GOOD), NOISY, np.full(2, 0.25), 20, rng=3).x
    np.testing.assert_array_equal(x, run(GOOD, NOISY, np.full(2, 0.25), 20, rng=3).x)


def test_iterates_stay_in_their_sets():
    t = run(GOOD, NOISY._replace(upper_noise=32.0), np.zeros(2), 50, rng=0)
    assert np.abs(t.x).max() == 0.5
    assert t.state.y.min() >= -0.25
    assert t.state.z.max() <= 0.5
