"""TRAM with input noise: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import Recorder
from refimpl.flatness.tram_input_noise import TRAMInputNoise
from refimpl.problems import gaussian_classes

PROBLEM = gaussian_classes(n=3, means=[[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]], deviation=1.0, mu=0.125, seed=1)
START = np.array([2.0, -1.0, 0.5, 1.5, -2.0, 1.0])


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (TRAMInputNoise(-0.5, 0.25), "step_size must be positive and finite, got -0.5"),
        (TRAMInputNoise(0.5, -0.25), "deviation must be non-negative and finite, got -0.25"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, PROBLEM, START, 2)


def test_two_gradients_one_divergence_and_noise_for_every_input_per_step():
    recorder = Recorder(np.random.default_rng(0))
    t = run(TRAMInputNoise(0.5, 0.25), PROBLEM, START, 7, count=True, rng=recorder)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 14, "input_kl": 7}
    assert recorder.tape().reals.size == 7 * PROBLEM.X.size


def test_prescribed_takes_the_largest_step_of_the_descent():
    assert TRAMInputNoise.prescribed(PROBLEM) == TRAMInputNoise(1 / PROBLEM.smoothness(), 0.25)
