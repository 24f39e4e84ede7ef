"""Gradients of all examples at once: row i is the gradient of the problem that has example i alone."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import problems as p
from refimpl.core.counting import ORACLES, counted

X = np.array([0.5, -2.0, 1.25])
SUMS = {
    "least squares": p.random_least_squares(n=6, d=3, noise=0.5, seed=0),
    "logistic": p.random_logistic(n=6, d=3, mu=0.25, seed=1),
    "robust": p.random_robust_regression(n=6, d=3, noise=1.0, seed=2),
    "tanh": p.random_teacher(n=6, p=1, width=1, activation=p.Tanh(), seed=3)[0],
    "softmax": p.gaussian_classes(n=2, means=[[1.0], [0.0], [-1.0]], deviation=0.5, mu=0.25, seed=4),
}


def alone(problem, i):
    """The problem with its i-th example only; its gradient is tested as the derivative of its value."""
    kept = {k: v[i : i + 1] for k, v in problem._asdict().items() if isinstance(v, np.ndarray)}
    return problem._replace(**kept)


def agrees(problem):
    G = problem.sample_gradients(X)
    singles = np.array([alone(problem, i).gradient(X) for i in range(6)])
    return G.shape == (6, 3) and np.allclose(G, singles, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("problem", SUMS.values(), ids=SUMS)
def test_every_row_is_the_gradient_of_one_example(problem):
    assert agrees(problem)
    cls = type(problem)

    class Shuffled(cls):
        def sample_gradients(self, x):
            return cls.sample_gradients(self, x)[::-1]

    assert not agrees(Shuffled(*problem)), "rows in another order are seen"


@pytest.mark.parametrize("problem", SUMS.values(), ids=SUMS)
def test_the_rows_average_to_the_gradient(problem):
    # entries are sums of terms of order 1 that may cancel
    np.testing.assert_allclose(
        problem.sample_gradients(X).mean(axis=0), problem.gradient(X), rtol=1e-14, atol=4e-16
    )


def test_one_call_is_counted_once():
    counter = counted(SUMS["logistic"])
    counter.sample_gradients(X)
    assert dict(zip(ORACLES, counter.counts.tolist()))["sample_gradients"] == counter.counts.sum() == 1
