from __future__ import annotations

import numpy as np
import pytest
from constants import near

from refimpl import problems as p
from refimpl.problems.registry import EXAMPLES

PROBLEM = EXAMPLES["batch-norm-neuron"].build()
X = np.array(EXAMPLES["batch-norm-neuron"].start)
P = PROBLEM.A.shape[1]


def moments():
    """Covariances of the rows, S, and of rows and targets, c; variance of the targets."""
    A, y = PROBLEM.A - PROBLEM.A.mean(axis=0), PROBLEM.y - PROBLEM.y.mean()
    return A.T @ A / len(y), A.T @ y / len(y), y @ y / len(y)


def test_value_and_gradient_in_closed_form():
    """f = (gamma^2 - 2 gamma r + var y + (beta - mean y)^2)/2 with r = c'w/|w|_S."""
    S, c, variance = moments()
    w, gamma, beta = X[:P], X[P], X[P + 1]
    size = np.sqrt(w @ S @ w)
    r, shift = c @ w / size, beta - PROBLEM.y.mean()
    assert near(PROBLEM.value(X), (gamma**2 - 2 * gamma * r + variance + shift**2) / 2, 64)
    in_w = -gamma * (c / size - r * S @ w / size**2)
    np.testing.assert_allclose(PROBLEM.gradient(X), [*in_w, gamma - r, shift], rtol=1e-13)


@pytest.mark.parametrize("t", [0.125, 8.0])
def test_the_weights_are_scale_free(t):
    moved = np.concatenate([t * X[:P], X[P:]])
    assert near(PROBLEM.value(moved), PROBLEM.value(X))
    np.testing.assert_allclose(PROBLEM.gradient(moved)[:P], PROBLEM.gradient(X)[:P] / t, rtol=1e-14)
    assert abs(PROBLEM.gradient(X)[:P] @ X[:P]) < 1e-15


def test_the_minimum_is_reached_and_nowhere_undercut():
    S, c, _ = moments()
    w = np.linalg.solve(S, c)
    best = np.concatenate([w, [np.sqrt(c @ w), PROBLEM.y.mean()]])
    assert near(PROBLEM.value(best), PROBLEM.minimum(), 64)
    np.testing.assert_allclose(PROBLEM.gradient(best), 0, atol=1e-15)
    ones = np.column_stack([PROBLEM.A, np.ones(len(PROBLEM.y))])
    residual = np.linalg.lstsq(ones, PROBLEM.y, rcond=None)[1][0]
    assert near(PROBLEM.minimum(), residual / len(PROBLEM.y) / 2, 64)
    points = np.random.default_rng(0).standard_normal((200, P + 2))
    assert min(map(PROBLEM.value, points)) > PROBLEM.minimum()


def test_the_mask_names_the_affine_parameters():
    assert PROBLEM.normalisation_mask().tolist() == [0.0] * P + [1.0, 1.0]


def test_dependent_columns_are_refused():
    flat = p.BatchNormNeuron(np.array([[1.0, 2.0], [2.0, 2.0], [3.0, 2.0]]), np.ones(3))
    with pytest.raises(ValueError, match=r"^centred A must have full column rank 2, got rank 1$"):
        flat.validate()
