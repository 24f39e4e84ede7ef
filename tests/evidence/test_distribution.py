"""Moments: enumerated exactly, or tested with a known law."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest

from verification.evidence import exact_moments, mean_test, variance_test
from verification.finding import Verdict

g = np.array([1.0, -2.0, 0.5])


def signs():
    u = np.array(list(product([-1.0, 1.0], repeat=3)))
    return u, np.full(8, 1 / 8)


def test_rademacher_directional_derivatives():
    """(g.u)u has mean g and covariance |g|^2 I + gg' - 2 diag(g^2); Gaussian u would have |g|^2 I + gg'."""
    u, w = signs()
    z = (u @ g)[:, None] * u
    rademacher = g @ g * np.eye(3) + np.outer(g, g) - 2 * np.diag(g**2)
    assert exact_moments(z, w, mean=g, covariance=rademacher, tolerance=1e-14).verdict is Verdict.HOLDS
    gaussian = g @ g * np.eye(3) + np.outer(g, g)
    assert exact_moments(z, w, mean=g, covariance=gaussian, tolerance=1e-14).verdict is Verdict.VIOLATED
    assert exact_moments(1.02 * z, w, mean=g, tolerance=1e-14).verdict is Verdict.VIOLATED


def test_batches_with_and_without_replacement():
    data = np.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0])
    s2, n, b = data.var(), 6, 3
    without = np.array([np.mean(c) for c in combinations(data, b)])
    w = np.full(len(without), 1 / len(without))
    found = exact_moments(
        without, w, mean=data.mean(), covariance=s2 * (n - b) / (b * (n - 1)), tolerance=1e-14
    )
    assert found.verdict is Verdict.HOLDS
    assert (
        exact_moments(without, w, mean=data.mean(), covariance=s2 / b, tolerance=1e-14).verdict
        is Verdict.VIOLATED
    )


def test_weights_must_be_probabilities():
    with pytest.raises(ValueError, match="probabilities"):
        exact_moments([1.0, 2.0], [0.5, 0.6], mean=1.5, tolerance=1e-14)


def verdicts(check, sample, times, seed=7):
    rng = np.random.default_rng(seed)
    return [check(sample(rng)).verdict for _ in range(times)]


def test_false_alarms_of_the_mean_test():
    """2000 true hypotheses at alpha = 0.01: 20 expected; outside [5, 40] has probability below 1e-4."""
    C = np.array([[2.0, 0.5], [0.5, 1.0]])
    root = np.linalg.cholesky(C)
    found = verdicts(
        lambda v: mean_test(v, [1.0, 2.0], covariance=C, alpha=0.01),
        lambda rng: rng.standard_normal((200, 2)) @ root.T + np.array([1.0, 2.0]),
        2000,
    )
    assert 5 <= found.count(Verdict.VIOLATED) <= 40
    assert found.count(Verdict.INCONCLUSIVE) == 0


def test_power_of_the_mean_test():
    found = verdicts(
        lambda v: mean_test(v, [0.0, 0.0], covariance=np.eye(2), margin=0.25),
        lambda rng: rng.standard_normal((1500, 2)) + np.array([0.25, 0.0]),
        50,
    )
    assert found.count(Verdict.VIOLATED) >= 48
    assert mean_test(np.zeros((10, 2)), [0.0, 0.0], covariance=np.eye(2)).verdict is Verdict.INCONCLUSIVE


def test_false_alarms_and_power_of_the_variance_test():
    true = verdicts(
        lambda v: variance_test(v, 4.0, alpha=0.01, margin=0.5),
        lambda rng: 2 * rng.standard_normal(1000),
        2000,
    )
    assert 5 <= true.count(Verdict.VIOLATED) <= 40
    assert true.count(Verdict.INCONCLUSIVE) == 0
    wrong = verdicts(
        lambda v: variance_test(v, 1.0), lambda rng: np.sqrt(1.1) * rng.standard_normal(20_000), 50
    )
    assert wrong.count(Verdict.VIOLATED) >= 48
    small = verdicts(
        lambda v: variance_test(v, 1.0), lambda rng: np.sqrt(0.9) * rng.standard_normal(20_000), 50
    )
    assert small.count(Verdict.VIOLATED) >= 48
    assert variance_test(np.ones(100), 1.0).verdict is Verdict.INCONCLUSIVE


def test_kurtosis_matters():
    """Laplace samples have kurtosis 6: a Gaussian law of the mean square alarms far too often."""

    def laplace(rng):
        return rng.laplace(scale=np.sqrt(0.5), size=2000)

    stated = verdicts(lambda v: variance_test(v, 1.0, kurtosis=6.0, alpha=0.01), laplace, 2000)
    assert 5 <= stated.count(Verdict.VIOLATED) <= 60  # the mean square of 2000 is still slightly skewed
    wrong = verdicts(lambda v: variance_test(v, 1.0, alpha=0.01), laplace, 2000)
    assert wrong.count(Verdict.VIOLATED) >= 150


def test_nothing_and_nan_are_violated():
    assert mean_test(np.zeros((0, 2)), [0.0, 0.0], covariance=np.eye(2)).verdict is Verdict.VIOLATED
    assert variance_test([np.nan], 1.0).verdict is Verdict.VIOLATED
