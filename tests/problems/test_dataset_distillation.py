from __future__ import annotations

import numpy as np
import pytest

from refimpl import problems as p
from refimpl.problems.registry import EXAMPLES

PROBLEM, X0 = EXAMPLES["dataset-distillation"].build(), np.array(EXAMPLES["dataset-distillation"].start)


def test_features_and_their_derivative_by_differences():
    """Features are quadratic: central differences are exact."""
    U = X0[:4].reshape(2, 2) @ PROBLEM.W.T
    np.testing.assert_allclose(PROBLEM.features(X0), U + PROBLEM.curvature / 2 * U**2, rtol=1e-15)
    np.testing.assert_array_equal(PROBLEM.labels(X0), X0[4:])
    G = np.linspace(-1.0, 1.5, U.size).reshape(U.shape)
    found = [np.sum(G * (PROBLEM.features(X0 + e) - PROBLEM.features(X0 - e))) / 2 for e in np.eye(6)]
    np.testing.assert_allclose(found, [*PROBLEM.feature_pullback(X0, G), 0.0, 0.0], rtol=1e-12, atol=1e-14)


def test_judgement_by_differences_and_its_minimum():
    k = PROBLEM.feature_count()
    theta = np.linspace(-0.5, 1.0, k)
    found = [(PROBLEM.outer_value(theta + e) - PROBLEM.outer_value(theta - e)) / 2 for e in np.eye(k)]
    np.testing.assert_allclose(PROBLEM.outer_gradient(theta), found, rtol=1e-12)
    assert PROBLEM.full_optimum() <= PROBLEM.outer_value(theta)
    linear = p.DatasetDistillation(np.eye(2), np.array([1.0, 2.0]), np.array([[1.0, 0.0]]), 0.0, 1)
    assert linear.full_optimum() == pytest.approx(2.0, rel=1e-15)  # theta = 1 leaves the second target


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"y": np.ones(2)}, r"y must have shape \(3,\), got \(2,\)"),
        ({"W": np.ones((2, 3))}, r"W must have shape \(2, 2\), got \(2, 3\)"),
        ({"points": 0}, "points must be an integer of at least 1, got 0"),
    ],
)
def test_bad_data_are_told(change, sentence):
    PROBLEM.validate()
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        PROBLEM._replace(**change).validate()
