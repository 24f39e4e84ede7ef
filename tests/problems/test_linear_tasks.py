"""Tasks for a linear network, by other paths."""

from __future__ import annotations

import numpy as np
import pytest
from derivatives import TOLERANCE, derivative_error

from refimpl import problems as p

TASKS = p.linear_tasks_example()
X = np.array([1.0, 0.5, -0.5, 0.25, 0.75, -0.75, 0.5, -1.0, 0.25])


@pytest.mark.parametrize("j", range(3))
@pytest.mark.parametrize("part", ["support", "query"])
def test_gradients_are_the_derivatives_of_the_losses(j, part):
    Z, s = (TASKS.X, TASKS.y) if part == "support" else (TASKS.Z, TASKS.s)

    def loss(tasks, x):
        e = Z[j] @ (x[:6].reshape((3, 2)).T @ x[6:]) - s[j]
        return np.dot(e, e) / (2 * e.shape[0])

    def gradient(tasks, x):
        return getattr(tasks, f"{part}_gradient")(x, j)

    assert derivative_error(TASKS, loss, gradient, (X,), 0) < TOLERANCE
    if part == "query":
        assert TASKS.query_value(X, j) == pytest.approx(loss(TASKS, X), rel=1e-15)


@pytest.mark.parametrize("j", range(3))
def test_hessian_products_are_the_derivatives_of_the_gradients(j):
    def hessian(tasks, x):
        return np.array([tasks.support_hessian_vector(x, j, e) for e in np.eye(9)])

    assert derivative_error(TASKS, lambda t, x: t.support_gradient(x, j), hessian, (X,), 0) < TOLERANCE


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"y": np.zeros((3, 1))}, r"y must have shape \(3, 2\), got \(3, 1\)"),
        ({"Z": np.zeros((3, 2, 3))}, r"Z must have shape \(3, 2, 2\), got \(3, 2, 3\)"),
        ({"s": np.zeros(3)}, r"s must have shape \(3, 2\), got \(3,\)"),
        ({"X": np.zeros((3, 2))}, r"X must have 3 dimension\(s\), got shape \(3, 2\)"),
        ({"width": 0}, "width must be an integer of at least 1, got 0"),
    ],
)
def test_unusable_data_are_told(change, message):
    with pytest.raises(ValueError, match=message):
        TASKS._replace(**change).validate()
