"""F2SA with stochastic gradients: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.bilevel.f3sa import F3SA
from refimpl.bilevel.stochastic_f2sa import StochasticF2SA
from refimpl.problems import Box, NoisyLevels, coupled_levels_example

LEVELS = coupled_levels_example()
NOISY = NoisyLevels(
    LEVELS, Box(np.full(2, -0.5), np.full(2, 0.5)), Box(np.full(3, -0.25), np.full(3, 0.5)), 0.5, 0.25
)
GOOD = StochasticF2SA(0.125, 0.125, 0.5, 2.0, 0.25, 2, 2, np.zeros(3))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"step_size": 0.0}, "step_size must be positive and finite, got 0.0"),
        ({"lower_step_size": -1.0}, r"lower_step_size must be positive and finite, got -1\.0"),
        ({"ratio": np.inf}, "ratio must be positive and finite, got inf"),
        ({"penalty": 0.0}, "penalty must be positive and finite, got 0.0"),
        ({"growth": -1.0}, "growth must be non-negative and finite, got -1.0"),
        ({"inner_steps": 0}, "inner_steps must be"),
        ({"noisy_levels": 3}, "noisy_levels must be one of"),
        ({"start": np.zeros(2)}, r"start must have shape \(3,\), got \(2,\)"),
    ],
)
def test_unusable_hyper_parameters_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        run(GOOD._replace(**change), NOISY, np.zeros(2), 2)


@pytest.mark.parametrize("noisy", [0, 1, 2])
def test_with_one_inner_step_and_a_frozen_schedule_it_is_f3sa_without_momentum(noisy):
    """Momentum 1 and growth 0 make the estimates of F3SA plain gradients on the same four draws."""
    plain = GOOD._replace(growth=0.0, inner_steps=1, noisy_levels=noisy)
    other = F3SA(0.125, 0.125, 0.5, 2.0, 1.0, 0.0, np.zeros(3))
    ours, theirs = (run(a, NOISY, np.zeros(2), 6, rng=3).x for a in (plain, other))
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-15)
    assert np.ptp(ours[1:], axis=0).min() > 0.01


def test_the_schedules_of_the_three_noises():
    """s = 1 + 127/127 = 2 to the power of 1/q, (q - 3)/q and (q - 2)/q."""
    for noisy, q in ((0, 3), (1, 5), (2, 7)):
        weight, gamma, alpha = GOOD._replace(growth=1 / 127, noisy_levels=noisy).schedule(127)
        np.testing.assert_allclose(
            [weight / 2, 0.125 / gamma, 0.0625 / alpha], 2.0 ** (np.array([1, q - 3, q - 2]) / q), rtol=1e-14
        )
