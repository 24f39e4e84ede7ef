from __future__ import annotations

import numpy as np
import pytest
from constants import BITS, LAST_DIGITS, catches, is_maximum_of, near, to_the_last_digit
from derivatives import balls
from flint import arb

from refimpl import problems as p
from refimpl.core.draws import tape
from refimpl.core.leaves import convert
from refimpl.engines.ball import precision

PROBLEM = p.random_logistic(n=30, d=3, mu=0.25, seed=1)
TOP = np.linalg.eigvalsh(PROBLEM.A.T @ PROBLEM.A / 30)[-1]
ROW = max(np.linalg.norm(a) for a in PROBLEM.A)


def test_smoothness_is_the_curvature_at_zero_and_l2_is_at_most_a_quarter():
    assert is_maximum_of(0.25, lambda s: s * (1 - s), 0.0, 1.0)

    def check(problem):
        H = PROBLEM.hessian(np.zeros(3))
        return near(problem.smoothness(), TOP / 4 + 0.25, 64) and near(
            problem.smoothness(), np.linalg.eigvalsh(H)[-1], 64
        )

    assert catches(check, PROBLEM, "smoothness")


def test_hessian_lipschitz_is_the_certified_bound_of_the_loss_times_row_and_gram_matrix():
    """|l'''| = s(1 - s)|1 - 2s| with s in [0, 1]."""

    def check(problem):
        constant = problem.hessian_lipschitz() / (ROW * TOP)
        return is_maximum_of(constant, lambda s: s * (1 - s) * abs(1 - 2 * s), 0.0, 1.0)

    assert catches(check, PROBLEM, "hessian_lipschitz")


def test_strong_convexity_is_the_infimum_over_x():
    far = [np.linalg.eigvalsh(PROBLEM.hessian(1e4 * e))[0] for e in np.eye(3)]

    def check(problem):
        mu = problem.strong_convexity()
        return min(far) * (1 + 1e-12) >= mu >= min(far) * (1 - 1e-3)

    assert catches(check, PROBLEM, "strong_convexity")


def exact_minimum():
    """x* and f* by Newton steps in balls; f is mu-strongly convex, so |x - x*| <= |g(x)|/mu certifies them."""
    with precision(BITS):
        exact = convert(PROBLEM, balls)
        x = balls(np.zeros(3))
        for _ in range(12):
            x = x - np.linalg.solve(exact.hessian(x), exact.gradient(x))
            x = balls(np.array([b.value.mid() for b in x], object))
        error = max(b.value.abs_upper() for b in exact.gradient(x)) * 3 / arb(0.25)
        assert error < arb(2) ** -200
        return [b.value + arb(0, error) for b in x], [exact.value(x).value + arb(0, error)]


def test_minimum_to_the_last_digit():
    x, f = exact_minimum()
    assert catches(lambda q: to_the_last_digit(q.minimizer(), x), PROBLEM, "minimizer", LAST_DIGITS)
    assert catches(lambda q: to_the_last_digit(q.minimum(), f), PROBLEM, "minimum", LAST_DIGITS)


def test_large_margins_neither_overflow_nor_lose_digits():
    problem = p.Logistic(np.array([[1.0], [-2.0]]), np.array([1.0, 1.0]), 0.0)
    x = np.array([-1e4])  # margins -1e4 and 2e4: the losses are 1e4 and 0 to 1e-4000
    assert problem.value(x) == 5e3
    assert problem.gradient(x).tolist() == [-0.5]
    assert problem.hessian(x).tolist() == [[0.0]]


def test_separable_labels_without_regulariser_have_no_minimiser():
    with pytest.raises(ValueError, match=r"^the (problem|solution) must"):
        p.Logistic(np.array([[1.0], [2.0]]), np.ones(2), 0.0).minimizer()


def test_labels_are_drawn_with_the_likelihood_of_the_model():
    """p = 1/(1 + exp(-a'x)) = 1/2, 3/4, 1/4 at x = log 3: the label is +1 for uniform numbers below it."""
    problem = p.Logistic(np.array([[0.0], [1.0], [-1.0]]), np.ones(3), 0.0)
    x = np.array([np.log(3.0)])
    for uniform, labels in [([0.49, 0.74, 0.24], [1, 1, 1]), ([0.51, 0.76, 0.26], [-1, -1, -1])]:
        assert problem.model_labels(x, tape(uniform)).tolist() == labels
    assert problem.sample_count() == 3


def test_the_gradient_with_the_given_labels_is_that_of_the_data_without_mu():
    x = np.array([1.0, -0.5, 2.0])
    assert np.array_equal(PROBLEM.gradient(x), PROBLEM.mu * x + PROBLEM.label_gradient(x, PROBLEM.y))
    plain = PROBLEM._replace(mu=0.0, y=-PROBLEM.y)
    assert np.array_equal(PROBLEM.label_gradient(x, -PROBLEM.y), plain.gradient(x))
