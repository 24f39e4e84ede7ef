"""Exponents: truth accepted under nuisances, neighbours rejected, and no verdict where none is possible."""

from __future__ import annotations

import numpy as np
import pytest

from verification.evidence import geometric_rate, horizon_rate, power_rate
from verification.finding import Verdict

K, N = 16384, 8
k = np.arange(1, K + 1)


def shifted(rng, p):
    shift = rng.uniform(0, 60, (N, 1))
    return rng.uniform(0.1, 10, (N, 1)) * ((k + shift) ** -p + 10 * np.exp(-k / rng.uniform(5, 40, (N, 1))))


def oscillating(rng, p):
    period, phase = rng.uniform(6, 60, (N, 1)), rng.uniform(0, 6, (N, 1))
    return k**-p * np.exp(np.log(40) / 2 * np.sin(2 * np.pi * k / period + phase))


def noisy(rng, p):
    return k**-p * np.exp(0.3 * rng.standard_normal((N, K)))


def test_known_power_laws_exactly():
    found = power_rate(np.tile(3.0 / k**1.5, (N, 1)), 1.5)
    assert found.verdict is Verdict.HOLDS
    assert float(found.measured.split()[0]) == pytest.approx(1.5, abs=2e-3)
    assert (
        power_rate(np.tile(1.0 / (2 * k + 1), (N, 1)), 1.0).verdict is Verdict.HOLDS
    )  # a naive fit rejects this


@pytest.mark.parametrize("nuisance", [shifted, oscillating, noisy])
def test_error_rates_under_nuisances(nuisance):
    """100 repetitions: truth accepted, two margins away rejected, one margin away (nearly) never accepted."""
    rng = np.random.default_rng(1)
    verdicts = {
        off: [power_rate(nuisance(rng, 1.0), 1.0 + off).verdict for _ in range(100)] for off in (0, 0.1, 0.2)
    }
    assert verdicts[0].count(Verdict.HOLDS) >= 98
    assert verdicts[0].count(Verdict.VIOLATED) == 0
    assert verdicts[0.2].count(Verdict.VIOLATED) >= 98
    assert verdicts[0.1].count(Verdict.HOLDS) <= 2


def test_rates_over_horizons():
    """Truth accepted, two margins away rejected, scatter beyond the margin undecided; one-sided unless told."""
    T, scatter = np.array([64.0, 256.0]), np.exp(0.02 * np.random.default_rng(4).standard_normal((N, 2)))
    e = 3 * T**-0.25 * scatter
    found = horizon_rate(e, T, 0.25, mode="equal")
    assert found.verdict is Verdict.HOLDS
    assert float(found.measured.split()[0]) == pytest.approx(0.25, abs=0.03)
    assert horizon_rate(e, T, 0.45).verdict is Verdict.VIOLATED
    assert horizon_rate(e, T, 0.05).verdict is Verdict.HOLDS
    assert horizon_rate(e, T, 0.05, mode="equal").verdict is Verdict.VIOLATED
    assert horizon_rate(T**-0.25 * scatter**20, T, 0.25).verdict is Verdict.INCONCLUSIVE
    assert horizon_rate(np.full((N, 2), np.nan), T, 0.25).verdict is Verdict.VIOLATED
    for wrong, message in (
        ({"mode": "most"}, "mode must be"),
        ({"horizons": T[:1]}, "errors must have shape"),
        ({"errors": e[:5]}, r"N >= 6"),
        ({"errors": 0 * e}, "errors must be positive"),
    ):
        with pytest.raises(ValueError, match=message):
            horizon_rate(**{"errors": e, "horizons": T, "exponent": 0.25, **wrong})


def test_at_least_is_one_sided():
    fast, slow = np.tile(k**-2.0, (N, 1)), np.tile(k**-0.7, (N, 1))
    assert power_rate(fast, 1.0, mode="at least").verdict is Verdict.HOLDS
    assert power_rate(fast, 1.0).verdict is Verdict.VIOLATED
    assert power_rate(slow, 1.0, mode="at least").verdict is Verdict.VIOLATED


def test_gradient_descent_on_a_spectral_density_attains_its_exponent():
    """Density s lam^(s-1) on [0, 1], unit steps: sum of weights lam (1 - lam)^(2k) ~ k^-(s+1)."""
    u = np.random.default_rng(2).uniform(size=(N, 4000))
    u = (np.arange(4000) + u) / 4000  # stratified
    lam = u  # s = 1
    e = np.stack([((lam * (1 - lam) ** (2 * j)).mean(axis=1)) for j in range(1, 129)], axis=1)
    assert power_rate(e, 2.0).verdict is Verdict.HOLDS
    assert power_rate(e, 1.0, mode="at least").verdict is Verdict.HOLDS
    assert power_rate(e, 2.25).verdict is Verdict.VIOLATED


def test_a_floor_ends_the_window():
    e = np.tile(1.0 / k**2 + 1e-4, (N, 1))
    assert power_rate(e, 2.0).verdict is not Verdict.HOLDS
    assert power_rate(np.tile(1.0 / k**2 + 1e-9, (N, 1)), 2.0, floor=1e-9).verdict is Verdict.HOLDS
    assert power_rate(e, 2.0, floor=1e-4).verdict is Verdict.INCONCLUSIVE  # nothing is left


def test_an_unmodelled_logarithm_is_not_accepted_at_a_small_margin():
    e = np.tile(np.log(k + 1) / k, (N, 1))
    assert power_rate(e, 1.0, margin=0.05).verdict is not Verdict.HOLDS
    assert power_rate(e / np.log(k + 1), 1.0, margin=0.05).verdict is Verdict.HOLDS


def test_instances_count_and_points_do_not():
    """Dependent points of a run say nothing of other runs: a spread over instances must leave the question open."""
    exponents = np.linspace(0.7, 1.3, N)[:, None]
    assert power_rate(k**-exponents, 1.0).verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize("bad", [np.ones((5, 64)), np.ones(64)])
def test_too_few_instances_are_an_error(bad):
    with pytest.raises(ValueError, match=r"shape \(N, K\) with N >= 6"):
        power_rate(bad, 1.0)


def test_bad_input():
    with pytest.raises(ValueError, match="mode must be"):
        power_rate(np.ones((8, 64)), 1.0, mode="about")
    with pytest.raises(ValueError, match="non-negative"):
        power_rate(-np.ones((8, 64)), 1.0)
    assert power_rate(np.full((8, 64), np.nan), 1.0).verdict is Verdict.VIOLATED
    assert power_rate(np.tile(1 / k[:31], (8, 1)), 1.0).verdict is Verdict.INCONCLUSIVE


@pytest.mark.parametrize("power", [0, 1, 2])
def test_geometric_rates_with_a_jordan_block(power):
    j = np.arange(1, 301)
    e = 5.0 * j**power * 0.9**j
    assert geometric_rate(e, 0.9).verdict is Verdict.HOLDS
    assert geometric_rate(e, 0.9**1.03).verdict is Verdict.VIOLATED
    assert geometric_rate(e, 0.9**0.97).verdict is Verdict.VIOLATED
    assert geometric_rate(e, 0.9**0.9, mode="at least").verdict is Verdict.HOLDS
    assert geometric_rate(e, 0.9**1.1, mode="at least").verdict is Verdict.VIOLATED


def test_geometric_rate_of_oscillating_errors():
    def errors(steps):
        j = np.arange(1, steps + 1)
        return np.abs(np.cos(0.7 * j)) * 0.95**j

    assert geometric_rate(errors(1600), 0.95).verdict is Verdict.HOLDS
    assert geometric_rate(errors(1600), 0.95**1.05).verdict is Verdict.VIOLATED
    assert (
        geometric_rate(errors(400), 0.95).verdict is Verdict.INCONCLUSIVE
    )  # too short to see through the maxima


def test_heavy_ball_on_a_quadratic_has_the_square_root_factor():
    """Optimal heavy ball at condition number 100: factor sqrt(beta) = 9/11, times k (double root at both ends)."""
    step, beta = 4 / (10 + 1) ** 2, (9 / 11) ** 2

    def errors(step):
        spectrum = np.array([1.0, 100.0])
        x = before = np.ones(2)
        found = []
        for _ in range(300):
            x, before = x - step * spectrum * x + beta * (x - before), x
            found.append(np.linalg.norm(x))
        return np.array(found)

    assert geometric_rate(errors(step), 9 / 11).verdict is Verdict.HOLDS
    assert geometric_rate(errors(0.9 * step), 9 / 11).verdict is Verdict.VIOLATED


def test_geometric_rate_refuses():
    assert geometric_rate(0.9 ** np.arange(79.0), 0.9).verdict is Verdict.INCONCLUSIVE
    assert geometric_rate(0.5 ** np.arange(2000.0), 0.5).verdict is Verdict.INCONCLUSIVE  # underflow
    assert geometric_rate([np.nan] * 100, 0.9).verdict is Verdict.VIOLATED
    kinked = np.concatenate([0.9 ** np.arange(150.0), 0.9**150 * 0.8 ** np.arange(150.0)])
    assert geometric_rate(kinked, 0.9).verdict is not Verdict.HOLDS
    with pytest.raises(ValueError, match="between 0 and 1"):
        geometric_rate(0.9 ** np.arange(100.0), 1.0)
