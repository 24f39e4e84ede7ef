"""Bets against a mean: false alarms at the boundary, power beyond it."""

from __future__ import annotations

import math

import numpy as np
import pytest

from verification.evidence import mean_bound
from verification.evidence.expectation import log_e_values, runs_needed
from verification.finding import Verdict

LAWS = {  # all with mean exactly 1
    "exponential": lambda rng, n: rng.exponential(size=n),
    "lognormal": lambda rng, n: rng.lognormal(-0.5, 1.0, size=n),
    "heavy lognormal": lambda rng, n: rng.lognormal(-2.0, 2.0, size=n),
    "rare": lambda rng, n: 100.0 * (rng.random(n) < 0.01),
    "left-skewed": lambda rng, n: (rng.random(n) >= 0.02) / 0.98,
    "constant": lambda rng, n: np.ones(n),
}


@pytest.mark.parametrize("law", LAWS)
def test_false_alarms_at_the_boundary_stay_below_alpha(law):
    """1000 experiments with mean exactly 1, watched after each of 200 runs, at alpha = 0.01.

    The guarantee is P <= 0.01; more than 25 alarms then have probability below 1e-4.
    """
    rng = np.random.default_rng(3)
    alarms = sum(log_e_values(LAWS[law](rng, 200)).max() >= math.log(100) for _ in range(1000))
    assert alarms <= 25


@pytest.mark.parametrize(("law", "margin"), [("exponential", 0.5), ("lognormal", 1.0), ("constant", 0.1)])
def test_the_planned_number_of_runs_finds_the_excess(law, margin):
    rng = np.random.default_rng(4)
    sd = {"exponential": 1.0, "lognormal": 1.31, "constant": 0.0}[law]
    n = 2 * runs_needed(sd, margin) + (2000 if law == "constant" else 0)
    found = [mean_bound((1 + margin) * LAWS[law](rng, n), 1.0).verdict for _ in range(20)]
    assert found.count(Verdict.VIOLATED) >= 18


def test_the_wealth_of_one_bet_is_what_it_is():
    """X = 3, 3: each stake s grows by (1 + 2 s)^2; written out and averaged."""
    stakes = [0.98, 1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32, 1 / 64, 1 / 128, 1 / 256]
    expected = [math.log(sum((1 + 2 * s) ** n for s in stakes) / 9) for n in (1, 2)]
    assert log_e_values([3.0, 3.0]) == pytest.approx(expected, rel=1e-14)


def test_columns_are_averaged_not_maximised():
    columns = np.ones((2, 4))
    columns[:, 0] = 3.0
    single = math.exp(log_e_values([3.0, 3.0])[-1])
    assert math.exp(log_e_values(columns)[-1]) == pytest.approx((single + 3) / 4, rel=1e-14)


def test_a_mean_well_below_the_bound_holds_at_every_k():
    rng = np.random.default_rng(5)
    samples = rng.exponential(size=(400, 30)) * 0.5 / np.arange(1, 31)
    found = mean_bound(samples, 1 / np.arange(1, 31))
    assert found.verdict is Verdict.HOLDS
    assert found.slack == pytest.approx(0.5, abs=0.15)
    samples[:, 12] *= 5
    assert mean_bound(samples, 1 / np.arange(1, 31)).verdict is Verdict.VIOLATED


def test_few_runs_decide_nothing():
    assert mean_bound(np.full(55, 0.1), 1.0).verdict is Verdict.INCONCLUSIVE
    assert mean_bound(np.full(56, 0.1), 1.0).verdict is Verdict.HOLDS
    noisy = 0.5 * np.random.default_rng(6).exponential(size=100)
    assert mean_bound(noisy, 1.0, margin=0.1).verdict is Verdict.INCONCLUSIVE


def test_bad_input():
    assert mean_bound([], 1.0).verdict is Verdict.VIOLATED
    assert mean_bound([np.nan] * 100, 1.0).verdict is Verdict.VIOLATED
    assert mean_bound(np.zeros(100), 0.0).verdict is Verdict.VIOLATED
    with pytest.raises(ValueError, match="non-negative"):
        mean_bound(-np.ones(100), 1.0)
