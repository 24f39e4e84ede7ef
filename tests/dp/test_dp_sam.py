"""DP-SAM: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.core.draws import Recorder
from refimpl.dp.dp_sam import DPSAM
from refimpl.dp.dp_sgd import DPSGD
from refimpl.flatness.sam import SAM
from refimpl.problems import random_least_squares, random_robust_regression

PROBLEM = random_least_squares(n=8, d=3, noise=1.0, seed=0)


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (DPSAM(0.1, -1.0, 1.0, 0.5, 0.1), "clip must be positive and finite, got -1.0"),
        (DPSAM(0.1, 1.0, 1.0, 0.5, np.nan), "rho must be non-negative and finite, got nan"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, PROBLEM, np.ones(3), 2)


def test_two_queries_and_two_normal_vectors_per_step():
    recorder = Recorder(np.random.default_rng(0))
    t = run(DPSAM(0.1, 1.0, 1.0, 0.5, 0.1), PROBLEM, np.ones(3), 7, count=True, rng=recorder)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"sample_gradients": 14}
    assert recorder.tape().reals.size == 7 * (8 + 2 * 3)


def test_without_noise_and_clipping_it_is_sam():
    problem, x0 = random_robust_regression(9, 3, 1.0, seed=4), np.ones(3)
    x = run(DPSAM(0.25, 1e3, 0.0, 1.0, 0.5), problem, x0, 20).x
    np.testing.assert_allclose(x, run(SAM(0.25, 0.5), problem, x0, 20).x, rtol=1e-12)


def test_its_first_release_is_that_of_dp_sgd():
    common = (0.25, 0.5, 1.0, 0.5)
    x = run(DPSGD(*common), PROBLEM, np.ones(3), 1, rng=3).x
    t = run(DPSAM(*common, 0.5), PROBLEM, np.ones(3), 1, rng=3)
    np.testing.assert_allclose(t.state.ascent, (x[0] - x[1]) / 0.25, rtol=1e-13)
