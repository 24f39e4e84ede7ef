"""Entropy-MCMC: what the tests of every method do not see, and two statements about it that are wrong."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from refimpl import run
from refimpl.flatness.entropy_mcmc import EntropyMCMC
from refimpl.problems import LinearNoise, diagonal_quadratic, random_least_squares
from verification.claims.flatness.langevin import affine_map
from verification.mutants.flatness.entropy_mcmc import UncoupledIterate


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (EntropyMCMC(0.0, 0.5), "step_size must be positive and finite, got 0.0"),
        (EntropyMCMC(0.1, 0.0), "variance must be positive and finite, got 0.0"),
        (EntropyMCMC(0.1, np.nan), "variance must be positive and finite, got nan"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, random_least_squares(n=8, d=2, noise=0.5, seed=0), np.ones(2), 2)


def test_one_sampled_gradient_per_step_and_the_guide_starts_at_the_start():
    problem = random_least_squares(n=8, d=2, noise=0.5, seed=0)
    t = run(EntropyMCMC(0.1, 0.5), problem, np.ones(2), 5, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"sample_gradient": 5}
    assert np.array_equal(EntropyMCMC(0.1, 0.5).init(problem, np.ones(2)).guide, np.ones(2))


def test_the_prescribed_step_is_stable_on_the_sharpest_quadratic():
    """The joint precision of curvature L with variance 1/L has the eigenvalues L (3 +- sqrt 5)/2 < 2 / step."""
    problem = LinearNoise(diagonal_quadratic([4.0]), 0.0)
    chain = affine_map(EntropyMCMC.prescribed(problem), problem, 2, 3, "numpy")
    expected = 1 - 4 * (3 + np.array([1, -1]) * np.sqrt(5)) / 2 / 12
    np.testing.assert_allclose(np.linalg.eigvalsh(chain.T), np.sort(expected), rtol=1e-12)


def test_a_missing_coupling_shows_in_the_guide_only():
    """The iterate is then plain Langevin, with the right marginal 1/a; the guide has 1/(a (1 + a eta)) + eta."""
    a, eta, step = 2.0, 0.5, 0.125
    S = affine_map(
        UncoupledIterate(step, eta), LinearNoise(diagonal_quadratic([a]), 0.0), 2, 3, "numpy"
    ).diffusion(step)
    np.testing.assert_allclose(S[0, 0], 1 / a, rtol=1e-12)
    np.testing.assert_allclose(S[1, 1], 1 / (a * (1 + a * eta)) + eta, rtol=1e-12)
    assert abs(S[1, 1] - (1 / a + eta)) > 0.2


def test_smoothing_moves_density_but_no_mass_between_separated_modes():
    """exp(-f) = N(-3, 0.05^2)/2 + N(3, 0.5^2)/2, convolved with N(0, 0.1): half the mass stays sharp and half flat."""
    x, eta = np.linspace(-8.0, 8.0, 32001), 0.1
    modes = ((-3.0, 0.05), (3.0, 0.5))

    def density(smoothing):
        return sum(stats.norm.pdf(x, m, np.sqrt(s**2 + smoothing)) / 2 for m, s in modes)

    def sharp_mass(p):
        return np.trapezoid(np.where(x < 0, p, 0), x)

    def peaks(p):
        return p[np.argmin(abs(x + 3))] / p[np.argmin(abs(x - 3))]

    before, after = density(0.0), density(eta)
    assert abs(sharp_mass(before) - 0.5) < 1e-3
    assert abs(sharp_mass(after) - 0.5) < 1e-3
    np.testing.assert_allclose(peaks(before), 10.0, rtol=1e-6)
    np.testing.assert_allclose(peaks(after), np.sqrt((0.25 + eta) / (0.0025 + eta)), rtol=1e-6)
