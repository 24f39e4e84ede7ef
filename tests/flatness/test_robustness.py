"""Robustness of linear predictors: by hand, and the probability inequality by simulation."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl.flatness import robustness


def test_equivalent_radius_and_worst_loss_by_hand():
    theta, x = np.array([3.0, 4.0]), np.array([0.0, 2.0])
    assert robustness.equivalent_radius(theta, x, 0.5) == 1.25
    # theta'x = 8, |theta| gamma = 2.5: the largest loss is at 10.5 for y = 6
    assert robustness.worst_input_loss(theta, x, 6.0, 0.5) == pytest.approx(4.5**2 / 2)
    assert robustness.worst_input_loss(theta, x, 10.0, 0.5) == pytest.approx(4.5**2 / 2)


def test_deviation_of_frequencies_exceeds_its_bound_no_more_often_than_delta():
    rng = np.random.default_rng(0)
    for K, n, delta in ((3, 50, 0.2), (6, 400, 0.05)):
        p = rng.dirichlet(np.ones(K))
        deviations = np.sum(np.abs(rng.multinomial(n, p, 4000) / n - p), axis=1)
        limit = robustness.concentration(K, n, delta)
        assert np.mean(deviations > limit) <= delta
        assert np.mean(deviations > limit / 4) > delta, "a quarter of it is too little"


def test_bound_adds_its_terms():
    assert robustness.shift_bound(1.0, 0.5, 2.0, 0.25, 0.125) == 2.25


def test_ridge_solves_its_normal_equations():
    rng = np.random.default_rng(1)
    X, y, weights = rng.standard_normal((5, 3)), rng.standard_normal(5), rng.dirichlet(np.ones(5))
    theta = robustness.ridge(X, y, weights, 0.5)
    gradient = X.T @ (weights * (X @ theta - y)) + 0.5 * theta
    np.testing.assert_allclose(gradient, np.zeros(3), atol=1e-14)
    assert np.linalg.norm(robustness.ridge(X, y, weights, 5.0)) < np.linalg.norm(theta)
