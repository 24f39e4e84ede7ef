from __future__ import annotations

import numpy as np
import pytest

from refimpl import problems as p
from verification.arithmetic.tensor_train import PROBLEM, START


def test_matrix_is_the_contraction_of_the_cores():
    G = START[:4].reshape(2, 2), START[4:12].reshape(2, 2, 2), START[12:].reshape(2, 2)
    W = np.einsum("ia,ajb,bk->ijk", *G).reshape(2, 4)
    np.testing.assert_array_equal(PROBLEM.matrix(START), W)
    residual = PROBLEM.A @ W.T - PROBLEM.Y
    assert PROBLEM.value(START) == pytest.approx(np.sum(residual**2) / 4, rel=1e-14)
    assert PROBLEM.dimension() == 16


@pytest.mark.parametrize("problem", [PROBLEM, PROBLEM._replace(rank=3), PROBLEM._replace(order=1, mode=8)])
def test_gradients_by_differences(problem):
    """A difference along one entry is exact on the squares of functions linear in it."""
    x = np.resize(START, problem.dimension())
    unit = np.eye(len(x))
    for value, gradient in (
        (problem.value, problem.gradient),
        (lambda at: problem.sample_value(at, 1), lambda at: problem.sample_gradient(at, 1)),
    ):
        found = [(value(x + e) - value(x - e)) / 2 for e in unit]
        np.testing.assert_allclose(gradient(x), found, rtol=1e-12, atol=1e-12)


def test_samples_average_to_the_whole():
    assert np.mean([PROBLEM.sample_value(START, i) for i in range(2)]) == pytest.approx(PROBLEM.value(START))
    mean = np.mean([PROBLEM.sample_gradient(START, i) for i in range(2)], axis=0)
    np.testing.assert_allclose(mean, PROBLEM.gradient(START), rtol=1e-13)
    exact = PROBLEM._replace(Y=PROBLEM.A @ PROBLEM.matrix(START).T)
    assert exact.value(START) == exact.lower_bound() == 0.0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"A": np.ones(3)}, r"A must have 2 dimension\(s\), got shape \(3,\)"),
        ({"Y": np.ones((3, 2))}, r"Y must have shape \(2, 2\), got \(3, 2\)"),
        ({"order": 0}, "order must be an integer of at least 1, got 0"),
        ({"rank": 0}, "rank must be an integer of at least 1, got 0"),
        ({"mode": 3}, r"mode\^order must be the 8 entries of W, got 3\^3"),
    ],
)
def test_bad_data_are_told(change, sentence):
    PROBLEM.validate()
    assert isinstance(PROBLEM, p.TensorTrainRegression)
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        PROBLEM._replace(**change).validate()
