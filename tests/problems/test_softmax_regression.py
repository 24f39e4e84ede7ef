from __future__ import annotations

import numpy as np
import pytest
from constants import TWO_PERCENT, catches, near
from derivatives import curvatures, hessian_slopes, is_supremum, random_pairs
from scipy.special import log_softmax, softmax

from refimpl import problems as p

MEANS = [[1.0, 0.5], [-0.5, 1.0], [0.0, -1.5]]
PROBLEM = p.gaussian_classes(n=5, means=MEANS, deviation=0.5, mu=0.25, seed=3)
TOP = np.linalg.eigvalsh(PROBLEM.X.T @ PROBLEM.X / 15)[-1]
X0 = np.array([0.5, -0.25, 1.0, 0.75, -1.0, 0.125])


def test_value_and_probabilities_are_those_of_scipy():
    Z = PROBLEM.X @ X0.reshape(3, 2).T
    np.testing.assert_allclose(PROBLEM.probabilities(X0).T, softmax(Z, axis=1), rtol=1e-13)
    loss = -np.mean(np.sum(PROBLEM.Y * log_softmax(Z, axis=1), axis=1)) + 0.125 * X0 @ X0
    assert PROBLEM.value(X0) == pytest.approx(loss, rel=1e-14)


def test_two_classes_are_logistic_regression():
    """Scores 0 and m = u'(w_1 - w_0): along W = (-w, w)/2 the losses agree and the gradients are -+ g."""
    logistic = p.random_logistic(n=12, d=3, mu=0.0, seed=0)
    Y = np.stack([logistic.y < 0, logistic.y > 0], axis=1).astype(float)
    problem, w = p.SoftmaxRegression(logistic.A, Y, 0.0), np.array([0.5, -1.0, 0.25])
    x = np.concatenate([-w, w]) / 2
    assert problem.value(x) == pytest.approx(logistic.value(w), rel=1e-14)
    g = logistic.gradient(w)
    np.testing.assert_allclose(problem.gradient(x), np.concatenate([-g, g]), rtol=1e-12, atol=1e-15)
    assert near(problem.smoothness(), 2 * logistic.smoothness(), 64)


def test_smoothness_is_attained_at_zero_for_two_classes():
    problem = PROBLEM._replace(Y=np.eye(2)[[0, 1, 1] * 5])
    at_zero = np.linalg.norm(problem.hessian(np.zeros(4)), 2)

    def check(problem):
        return near(problem.smoothness(), at_zero, 64)

    assert catches(check, problem, "smoothness")


def test_smoothness_with_three_classes_is_approached_along_a_common_direction():
    """With a bias the third class is ruled out by its bias: softmax (1/2, 1/2, 0) for all samples."""
    problem = PROBLEM._replace(X=p.with_bias(PROBLEM.X))
    far = np.zeros(9)
    far[8] = -1e3
    values = curvatures(problem, [far, *np.random.default_rng(0).standard_normal((50, 9))])
    assert is_supremum(values, problem.smoothness(), attained=True)


def test_smallest_eigenvalue_is_mu_everywhere():
    for x in (np.zeros(6), X0, 10 * X0):

        def check(problem, x=x):
            return near(problem.strong_convexity(), np.linalg.eigvalsh(PROBLEM.hessian(x))[0], 256)

        assert catches(check, PROBLEM, "strong_convexity")


def test_hessian_lipschitz_is_an_upper_bound_and_attained_by_one_sample():
    pairs = random_pairs(6, seed=1)
    assert max(hessian_slopes(PROBLEM, pairs)) <= PROBLEM.hessian_lipschitz()
    one = p.SoftmaxRegression(np.array([[2.0]]), np.array([[1.0, 0.0]]), 0.0)
    # scores -+ t: the third derivative of log(1 + e^-m) is largest at e^-m = 2 + sqrt 3
    t = np.log(2 + np.sqrt(3)) / 4
    x = np.array([-t, t])
    slopes = hessian_slopes(one, [(x - h, x + h) for h in [np.array([-1e-4, 1e-4])]])
    constants = [change(one.hessian_lipschitz()) for change in TWO_PERCENT]
    assert constants[0] < slopes[0] <= one.hessian_lipschitz() * (1 + 1e-6) < constants[1]
    assert slopes[0] == pytest.approx(one.hessian_lipschitz(), rel=1e-6)


def test_large_scores_neither_overflow_nor_lose_digits():
    problem = p.SoftmaxRegression(np.array([[1.0]]), np.array([[1.0, 0.0, 0.0]]), 0.0)
    x = np.array([-1e4, 1e4, 0.0])
    assert problem.value(x) == 2e4
    assert problem.gradient(x).tolist() == [-1.0, 1.0, 0.0]
    near_one = np.array([50.0, 0.0, -800.0])  # 1 - q_0 = e^-50 to all digits, not 0
    assert problem.hessian(near_one)[0, 0] == pytest.approx(np.exp(-50.0), rel=1e-12)


def test_without_l2_term_there_is_no_unique_minimiser():
    with pytest.raises(ValueError, match=r"^the (problem|solution) must"):
        PROBLEM._replace(mu=0.0).minimizer()


def test_classes_are_drawn_around_their_means():
    problem = p.gaussian_classes(n=400, means=MEANS, deviation=0.5, mu=0.0, seed=0)
    for c, mean in enumerate(MEANS):
        rows = problem.X[problem.Y[:, c] == 1]
        assert len(rows) == 400
        # six standard errors of a mean over 400 draws
        np.testing.assert_allclose(rows.mean(axis=0), mean, atol=6 * 0.5 / 20)
        np.testing.assert_allclose(rows.std(axis=0), 0.5, rtol=0.25)


def test_samples_average_to_the_whole():
    values = [PROBLEM.sample_value(X0, i) for i in range(15)]
    gradients = [PROBLEM.sample_gradient(X0, i) for i in range(15)]
    assert np.mean(values) == pytest.approx(PROBLEM.value(X0), rel=1e-14)
    np.testing.assert_allclose(np.mean(gradients, axis=0), PROBLEM.gradient(X0), rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(PROBLEM.sample_gradients(X0), gradients, rtol=1e-13, atol=1e-15)
    assert {int(PROBLEM.sample(np.random.default_rng(i))) for i in range(200)} == set(range(15))


def test_divergences_are_those_of_scipy():
    from scipy.special import rel_entr

    def probabilities(X, x):
        return softmax(X @ x.reshape(3, 2).T, axis=1)

    y, Z = X0 + np.array([0.25, 0.5, -1.0, 0.0, 0.75, -0.5]), np.linspace(-1, 1, 30).reshape(15, 2)
    P, Q, R = (probabilities(*a) for a in ((PROBLEM.X, X0), (PROBLEM.X, y), (PROBLEM.X + Z, X0)))
    assert PROBLEM.prediction_kl(X0, y) == pytest.approx(np.mean(np.sum(rel_entr(P, Q), axis=1)), rel=1e-13)
    assert PROBLEM.input_kl(X0, Z) == pytest.approx(np.mean(np.sum(rel_entr(P, R), axis=1)), rel=1e-13)
    assert PROBLEM.prediction_kl(X0, X0) == 0.0
    assert PROBLEM.input_noise(np.random.default_rng(0)).shape == (15, 2)


def test_a_small_divergence_keeps_its_digits():
    """d'Fd/2 to first order in |d|: the sum of q log(q/q') would have lost all digits of 1e-16."""
    d = 1e-8 * np.array([1.0, -2.0, 0.5, 1.5, 0.25, -1.0])
    F = PROBLEM.hessian(X0) - 0.25 * np.eye(6)
    assert PROBLEM.prediction_kl(X0, X0 + d) == pytest.approx(d @ F @ d / 2, rel=1e-6)


def test_gradients_in_the_inputs_and_on_shifted_ones_are_those_of_the_losses_by_differences():
    Z, h = np.linspace(-1, 1, 30).reshape(15, 2), 2.0**-17
    moved = PROBLEM._replace(X=PROBLEM.X + Z)
    np.testing.assert_allclose(PROBLEM.shifted_gradient(X0, Z), moved.gradient(X0), rtol=1e-13, atol=1e-15)
    np.testing.assert_array_equal(PROBLEM.shifted_gradient(X0, 0 * Z), PROBLEM.gradient(X0))
    S = PROBLEM.input_gradients(X0)
    for i in range(15):
        for j in range(2):
            E = np.zeros((15, 2))
            E[i, j] = h
            up, down = (PROBLEM._replace(X=PROBLEM.X + s * E).sample_value(X0, i) for s in (1, -1))
            assert S[i, j] == pytest.approx((up - down) / (2 * h), abs=1e-8)
