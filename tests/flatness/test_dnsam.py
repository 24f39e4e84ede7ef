"""DNSAM: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.flatness.dnsam import DNSAM
from refimpl.flatness.sam import SAM
from refimpl.problems import LinearNoise, LogQuadratic, random_least_squares


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (DNSAM(0.0, 0.05), "step_size must be positive and finite, got 0.0"),
        (DNSAM(0.1, -0.05), "rho must be non-negative and finite, got -0.05"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, random_least_squares(n=8, d=2, noise=0.5, seed=0), np.ones(2), 2)


def test_two_sampled_gradients_and_one_full_gradient_per_step():
    t = run(DNSAM(0.1, 0.1), random_least_squares(n=8, d=2, noise=0.5, seed=0), np.ones(2), 5, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": 5, "sample_gradient": 10}


def test_without_noise_it_is_sam():
    x0 = np.array([3.0, -0.4])
    quiet = run(DNSAM(0.25, 0.5), LinearNoise(LogQuadratic(2), 0.0), x0, 30).x
    np.testing.assert_allclose(quiet, run(SAM(0.25, 0.5), LogQuadratic(2), x0, 30).x, rtol=1e-12)
