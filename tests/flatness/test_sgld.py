"""SGLD: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from refimpl import run
from refimpl.flatness.sgld import SGLD
from refimpl.problems import LinearNoise, SimplexWorstCase, diagonal_quadratic, random_least_squares
from verification.claims.flatness.langevin import CUBIC, GRID, QUADRATIC, QUARTIC, mean_curvature, posterior


@pytest.mark.parametrize("value", [0.0, -0.5, np.inf])
def test_an_unusable_step_size_is_told(value):
    with pytest.raises(ValueError, match="step_size must be positive and finite, got"):
        run(SGLD(value), random_least_squares(n=8, d=2, noise=0.5, seed=0), np.ones(2), 2)


def test_one_sampled_gradient_per_step():
    problem = random_least_squares(n=8, d=2, noise=0.5, seed=0)
    t = run(SGLD(0.1), problem, np.ones(2), 5, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"sample_gradient": 5}


def test_small_steps_sample_a_gaussian_posterior():
    """Kolmogorov-Smirnov by scipy on 2000 independent coordinates; a = 1/32 is off by 1.6 % in the variance."""
    chains = run(
        SGLD(2.0**-5), LinearNoise(SimplexWorstCase(2000), 0.0), np.zeros(2000), 200, rng=1, every=200
    )
    assert stats.kstest(chains.x[-1], "norm").pvalue > 1e-6


def test_prescribed_step():
    assert SGLD.prescribed(diagonal_quadratic([4.0, 1.0])) == SGLD(0.25)


def test_the_grid_of_the_two_wells_integrates_by_parts():
    """E x f' = 1 and E f'^2 = E f'': the sums over the grid are integrals to rounding."""
    p, slope = posterior(), QUADRATIC * GRID + CUBIC * GRID**2 / 2 + QUARTIC * GRID**3 / 3
    assert abs(p @ (GRID * slope) - 1) < 1e-12
    assert abs(p @ slope**2 - mean_curvature()) < 1e-12
