"""TRAM-Fisher: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.flatness.fisher_sam import FisherSAM
from refimpl.flatness.tram_fisher import TRAMFisher
from refimpl.problems import gaussian_classes

PROBLEM = gaussian_classes(n=3, means=[[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]], deviation=1.0, mu=0.125, seed=1)
START = np.array([2.0, -1.0, 0.5, 1.5, -2.0, 1.0])


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (TRAMFisher(0.0, 0.25), "step_size must be positive and finite, got 0.0"),
        (TRAMFisher(0.5, 0.0), "damping must be positive and finite, got 0.0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, PROBLEM, START, 2)


def test_oracles_per_step():
    t = run(TRAMFisher(0.5, 0.25), PROBLEM, START, 7, count=True)
    assert t.calls is not None
    expected = {"gradient": 7, "sample_gradients": 7, "prediction_kl": 7}
    assert {name: n for name, n in t.calls.items() if n} == expected


def test_each_step_is_that_of_fisher_sam_with_the_divergence_as_radius():
    x = run(TRAMFisher(0.5, 0.25), PROBLEM, START, 6).x
    for t in range(1, 6):
        rho = PROBLEM.prediction_kl(x[t - 1], x[t])
        np.testing.assert_array_equal(run(FisherSAM(0.5, rho, 0.25), PROBLEM, x[t], 1).x[1], x[t + 1])


def test_prescribed_takes_the_largest_step_of_the_descent():
    assert TRAMFisher.prescribed(PROBLEM) == TRAMFisher(1 / PROBLEM.smoothness(), 0.015625)
