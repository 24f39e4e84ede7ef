from __future__ import annotations

import numpy as np
import pytest
from constants import catches, near

from refimpl import problems as p

PROBLEM = p.PhaseRetrieval(np.array([[1.0, 0.5], [-0.5, 1.5], [0.75, -1.0]]), np.array([1.0, 4.0, 0.25]))


def test_by_hand():
    """At (2, 0): u = (2, -1, 3/2), u^2 - b = (3, -3, 2)."""
    x = np.array([2.0, 0.0])
    assert near(PROBLEM.value(x), 8 / 3)
    assert near(PROBLEM.sample_gradient(x, 0), [4.0, 2.0])
    assert near(PROBLEM.sample_gradient(x, 1), [-1.0, 3.0])
    for i, value in enumerate((3.0, 3.0, 2.0)):
        assert near(PROBLEM.sample_value(x, i), value)


def test_the_constants_are_the_largest_eigenvalues():
    A = PROBLEM.A
    top = 2 * np.linalg.eigvalsh(A.T @ A / 3)[-1]
    assert catches(lambda q: near(q.weak_convexity(), top), PROBLEM, "weak_convexity")
    longest = 2 * max(float(row @ row) for row in A)
    assert catches(lambda q: near(q.sample_weak_convexity(), longest), PROBLEM, "sample_weak_convexity")


@pytest.mark.parametrize("x", [[2.0, 0.0], [0.125, 0.25], [-1.5, 1.0], [0.875, 0.25]])
def test_the_proximal_step_is_not_improved_by_any_other_point(x):
    x, beta, rng = np.array(x), 8.0, np.random.default_rng(0)
    for i in range(3):

        def objective(y, i=i):
            return PROBLEM.sample_value(y, i) + beta / 2 * np.sum((y - x) ** 2)

        y = PROBLEM.sample_prox(x, i, beta)
        others = y + np.outer(10.0 ** rng.uniform(-6, 1, 300), np.ones(2)) * rng.standard_normal((300, 2))
        assert all(objective(z) >= objective(y) - 1e-14 for z in others)


def test_bad_data_are_told():
    A, b = PROBLEM
    for problem, sentence in (
        (p.PhaseRetrieval(A, -b), "b must be positive, got a smallest entry of -4"),
        (p.PhaseRetrieval(np.zeros((3, 2)), b), "A must have no zero row, got one"),
        (p.PhaseRetrieval(A, b[:2]), r"b must have shape \(3,\), got \(2,\)"),
    ):
        with pytest.raises(ValueError, match=sentence):
            problem.validate()
