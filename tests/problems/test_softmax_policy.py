from __future__ import annotations

import numpy as np
import pytest
from constants import near
from derivatives import curvatures
from scipy.special import softmax

from refimpl import problems as p
from refimpl.core.draws import tape

R = np.array([[1.0, 0.25, -0.5], [0.0, 0.75, 0.5]])
PROBLEM, X0 = p.SoftmaxPolicy(R), np.array([0.5, -0.25, 1.0, 0.25, 0.0, -1.0])


def test_value_and_policy_are_those_of_scipy():
    q = softmax(X0.reshape(2, 3), axis=1)
    assert PROBLEM.value(X0) == pytest.approx(-np.mean(np.sum(q * R, axis=1)), rel=1e-14)
    np.testing.assert_allclose([PROBLEM.policy(X0, s) for s in range(2)], q, rtol=1e-14)


def test_score_is_the_derivative_of_the_log_probability():
    h = 2.0**-17
    for s in range(2):
        for a in range(3):
            differences = [
                (np.log(PROBLEM.policy(X0 + h * e, s)[a]) - np.log(PROBLEM.policy(X0 - h * e, s)[a]))
                / (2 * h)
                for e in np.eye(6)
            ]
            np.testing.assert_allclose(PROBLEM.score(X0, s, a), differences, atol=1e-9)


def test_policy_gradient_theorem():
    """grad f = -mean_s sum_a q_a R_a grad log q_a."""
    g = -sum(
        PROBLEM.policy(X0, s)[a] * R[s, a] * PROBLEM.score(X0, s, a) / 2 for s in range(2) for a in range(3)
    )
    np.testing.assert_allclose(PROBLEM.gradient(X0), g, rtol=1e-13, atol=1e-16)


def test_smoothness_is_an_upper_bound_within_a_factor_of_six():
    """Two actions: D^2 f = D q (1 - q)(2 q - 1) |v|^2/2 on v = (1, -1), at most D/(6 sqrt 3)... of |v|^2/2 = 1."""
    points = 3 * np.random.default_rng(0).standard_normal((300, 6))
    assert max(curvatures(PROBLEM, points)) <= PROBLEM.smoothness() == 1.5 / 4
    two = p.SoftmaxPolicy(np.array([[1.0, 0.0]]))
    q = 0.5 + 1 / np.sqrt(12)
    x = np.array([np.log(q / (1 - q)), 0.0])
    top = np.linalg.norm(two.hessian(x), 2)
    assert near(top, 2 * q * (1 - q) * (2 * q - 1), 64)
    assert top <= two.smoothness() <= 3 * top


def test_kernel_and_limit():
    """Equal entries per state change nothing; a greedy policy attains the lower bound in the limit."""
    v = np.array([1.0, 1.0, 1.0, -2.0, -2.0, -2.0])
    assert PROBLEM.value(X0 + v) == pytest.approx(PROBLEM.value(X0), rel=1e-14)
    np.testing.assert_allclose(PROBLEM.hessian_vector(X0, v), np.zeros(6), atol=1e-15)
    greedy = np.array([800.0, 0.0, 0.0, 0.0, 800.0, 0.0])
    assert PROBLEM.value(greedy) == PROBLEM.lower_bound() == -0.875
    assert PROBLEM.suboptimality(greedy) == 0.0
    assert PROBLEM.suboptimality(X0) == pytest.approx(PROBLEM.value(X0) - PROBLEM.lower_bound(), rel=1e-14)


def test_states_are_drawn_uniformly():
    assert PROBLEM.sample_state(tape(integers=[1])) == 1
    assert PROBLEM.reward(1, 2) == 0.5


@pytest.mark.parametrize(
    ("rewards", "sentence"),
    [
        (np.ones(3), r"^rewards must have 2 dimension\(s\), got shape \(3,\)$"),
        (np.ones((2, 1)), "^number of columns of rewards must be an integer of at least 2, got 1$"),
        (np.array([[1.0, np.nan]]), "^rewards must be finite, got 1 entries that are NaN or infinite$"),
    ],
)
def test_unusable_rewards_are_told(rewards, sentence):
    with pytest.raises(ValueError, match=sentence):
        p.SoftmaxPolicy(rewards).validate()
