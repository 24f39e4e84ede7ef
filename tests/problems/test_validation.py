"""Bad data end with one sentence that names the argument, before anything is computed."""

from __future__ import annotations

import re

import numpy as np
import pytest

from refimpl import problems as p
from refimpl import run
from refimpl.flatness.sam import SAM

A, b, ones = np.eye(2), np.zeros(2), np.ones(2)
WELLS = p.GaussianWells(np.ones(2), np.eye(2), 1 + np.eye(2))
nan, asymmetric = np.array([[1.0, np.nan], [np.nan, 1.0]]), np.array([[1.0, 0.5], [0.0, 1.0]])


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (p.Quadratic(nan, b), "A must be finite, got 2 entries that are NaN or infinite"),
        (p.Quadratic(asymmetric, b), "A must be symmetric, got a largest asymmetry of 0.5"),
        (p.Quadratic(np.ones((2, 3)), b), "A must be square, got shape (2, 3)"),
        (p.Quadratic([[1.0]], b), "A must be a real NumPy array, got list"),
        (p.Quadratic(A.astype(complex), b), "A must be a real NumPy array, got complex128"),
        (p.Quadratic(A, np.zeros(3)), "b must have shape (2,), got (3,)"),
        (p.Quadratic(A, np.array([np.inf, 0.0])), "b must be finite, got 1 entries"),
        (p.Chain(0.0, 3), "scale must be positive and finite, got 0.0"),
        (p.Chain(1.0, 0), "d must be an integer of at least 1, got 0"),
        (p.CubicChain(0), "d must be an integer of at least 1, got 0"),
        (p.LogQuadratic(0), "d must be an integer of at least 1, got 0"),
        (p.SimplexWorstCase(1), "d must be an integer of at least 2, got 1"),
        (p.GaussianWells(ones, A, -A), "widths must be positive, got a smallest entry of -1"),
        (p.GaussianWells(-ones, A, 1 + A), "depths must be positive, got a smallest entry of -1"),
        (p.GaussianWells(np.ones(3), A, 1 + A), "depths must have shape (2,), got (3,)"),
        (p.Beacons(WELLS, WELLS, 0.0), "level must be positive and finite, got 0.0"),
        (
            p.Beacons(WELLS, p.GaussianWells(ones, A[:, :1], 1 + A[:, :1]), 1.0),
            "bumps must have the objective's dimension 2, got 1",
        ),
        (p.ScalarNetwork(0), "depth must be an integer of at least 1, got 0"),
        (p.SharpeningValley(0.0), "e must be positive and finite, got 0.0"),
        (p.SharpeningValley(0.5, -1.0), "bend must be non-negative and finite, got -1.0"),
        (p.SharpeningValley(0.5, 1.0, 0.0), "pull must be positive and finite, got 0.0"),
        (p.HessianFamily(np.ones((3, 2))), "H must have a multiple of 2 rows, got shape (3, 2)"),
        (p.HessianFamily(np.vstack([A, -A])), "H[1] must be positive semi-definite, got an eigenvalue of -1"),
        (p.HessianFamily(asymmetric), "H[0] must be symmetric, got a largest asymmetry of 0.5"),
        (p.QuadraticRegression(ones, A, np.ones((4, 3))), "Q must have shape (4, 2), got (4, 3)"),
        (
            p.QuadraticRegression(ones, A, np.vstack([A, asymmetric])),
            "Q[1] must be symmetric, got a largest asymmetry of 0.5",
        ),
        (p.QuadraticRegression(np.ones(3), A, np.ones((4, 2))), "y must have shape (2,), got (3,)"),
        (p.DiagonalLinearNetwork(np.ones((2, 3)), b), "X must have independent rows, got rank 1 of 2 rows"),
        (p.DiagonalLinearNetwork(np.ones((1, 3)), b), "y must have shape (1,), got (2,)"),
        (p.Huber(-1.0, 1.0), "L must be positive and finite, got -1.0"),
        (p.Huber(1.0, np.nan), "delta must be positive and finite, got nan"),
        (p.Logistic(A, np.array([1.0, 0.0]), 0.1), "labels y must be +1 or -1, got 0.0"),
        (p.Logistic(A, ones, -0.1), "mu must be non-negative and finite, got -0.1"),
        (p.Logistic(A, np.ones(3), 0.1), "y must have shape (2,), got (3,)"),
        (p.LogSumExp(A, b, 0.0), "t must be positive and finite, got 0.0"),
        (p.LeastSquares(np.ones((3, 2)), np.ones(3)), "A must have full column rank 2, got rank 1"),
        (p.RobustRegression(A, np.ones(3)), "y must have shape (2,), got (3,)"),
        (p.RidgePolynomial(-A, A, ones, ones), "A must be positive definite, got a smallest eigenvalue of -1"),
        (p.RidgePolynomial(A, A, ones, -ones), "quartic must be non-negative, got a smallest entry of -1"),
        (p.QuarticPerturbation(0.0), "a must be positive and finite, got 0.0"),
        (p.CubicPower(-1.0), "M must be positive and finite, got -1.0"),
        (p.CurvatureLoss(1.0, 0.0), "M must be positive and finite, got 0.0"),
        (p.gated(p.Quadratic(A, b), np.ones((2, 2))), "units must be 0 or 1 with one unit per coordinate at most"),
        (p.Gated(p.Quadratic(A, b), A, A), "masks must be all 0-1 patterns in lexicographic order, got others"),
        (p.FiniteNoise(p.Quadratic(A, b), np.ones((2, 2))), "the rows of Z must sum to zero, got an entry of 2"),
        (p.FiniteNoise(p.Quadratic(A, b), np.ones((2, 3))), "Z must have shape (2, 2), got (2, 3)"),
        (p.AffineImage(p.Quadratic(A, b), np.ones((3, 3))), "T must have shape (2, 2), got (3, 3)"),
        (p.LinearNoise(p.Quadratic(A, b), -1.0), "scale must be non-negative and finite, got -1.0"),
        (p.Constrained(p.Quadratic(A, b), p.L1Ball(0.0)), "radius must be positive and finite, got 0.0"),
        (p.Constrained(p.Quadratic(nan, b), p.L1Ball(1.0)), "A must be finite"),
        (p.L2Ball(np.inf), "radius must be positive and finite, got inf"),
        (p.NuclearNormBall(1.0, 0), "rows must be an integer of at least 1, got 0"),
        (p.Box(ones, b), "low must not exceed high, got an excess of 1"),
        (p.Box(b, np.ones(3)), "high must have shape (2,), got (3,)"),
        (p.QuadraticBilevel(-A, A, b, 0.1), "A must be positive definite, got a smallest eigenvalue of -1"),
        (p.QuadraticBilevel(A, np.ones((3, 2)), b, 0.1), "B must have 2 rows, got shape (3, 2)"),
        (p.QuadraticBilevel(A, A, b, -1.0), "r must be non-negative and finite, got -1.0"),
        (p.LogCoshBilevel(A, b, 0.0), "mu must be positive and finite, got 0.0"),
        (p.RankDeficientBilevel(2 * A[:1], b), "P must have orthonormal rows, got an error of 3 in PP' = I"),
        (p.RankDeficientBilevel(A, b), "P must have fewer rows than columns, got shape (2, 2)"),
        (p.RankDeficientBilevel(b, b), "P must have 2 dimension(s), got shape (2,)"),
        (p.RankDeficientBilevel(A[:1], np.ones(3)), "t must have shape (2,), got (3,)"),
        (p.QuarticBilevel(A), "c must have 1 dimension(s), got shape (2, 2)"),
        (p.QuarticBilevel(np.array([1.0, np.inf])), "c must be finite, got 1 entries"),
        (p.QuadraticBilevel(asymmetric, A, b, 0.1), "A must be symmetric, got a largest asymmetry of 0.5"),
        (p.QuadraticBilevel(A, b, b, 0.1), "B must have 2 dimension(s), got shape (2,)"),
        (p.QuadraticBilevel(A, A, np.ones(3), 0.1), "t must have shape (2,), got (3,)"),
        (p.QuadraticBilevel(A, nan, b, 0.1), "B must be finite, got 2 entries"),
        (p.LogCoshBilevel(b, b, 0.5), "B must have 2 dimension(s), got shape (2,)"),
        (p.LogCoshBilevel(A, np.ones(3), 0.5), "t must have shape (2,), got (3,)"),
        (p.Huber(1.0, 1.0, 0), "d must be an integer of at least 1, got 0"),
        (p.Huber(1.0, 1.0, 2.0), "d must be an integer of at least 1, got 2.0"),
        (p.Logistic(nan, ones, 0.1), "A must be finite, got 2 entries"),
        (p.LogSumExp(b, b, 1.0), "A must have 2 dimension(s), got shape (2,)"),
        (p.LogSumExp(A, np.ones(3), 1.0), "b must have shape (2,), got (3,)"),
        (p.LeastSquares(A, np.ones(3)), "b must have shape (2,), got (3,)"),
        (p.LeastSquares(nan, b), "A must be finite, got 2 entries"),
        (p.RobustRegression(nan, b), "A must be finite, got 2 entries"),
        (p.RidgePolynomial(A, b, ones, ones), "W must have 2 dimension(s), got shape (2,)"),
        (p.RidgePolynomial(A, np.ones((2, 3)), ones, ones), "W must have shape (2, 2), got (2, 3)"),
        (p.RidgePolynomial(A, A, np.ones(3), ones), "cubic must have shape (2,), got (3,)"),
        (p.RidgePolynomial(A, A, ones, np.ones(3)), "quartic must have shape (2,), got (3,)"),
        (p.CurvatureLoss(-1.0, 1.0), "mu must be positive and finite, got -1.0"),
        (p.AffineImage(p.Quadratic(A, b), np.ones((2, 2))), "T must be regular, got rank 1 in dimension 2"),
        (p.LinearNoise(p.Quadratic(nan, b), 1.0), "A must be finite"),
        (p.Constrained(p.Quadratic(A, b), p.Box(np.zeros(3), np.ones(3))), "low must have shape (2,), got (3,)"),
        (p.Constrained(p.Quadratic(A, b), p.NuclearNormBall(1.0, 3)), "rows must divide the dimension 2, got 3"),
        (
            p.Constrained(p.Chain(1.0, 1), p.Simplex()),
            "dimension of the simplex must be an integer of at least 2, got 1",
        ),
        (p.NuclearNormBall(-1.0, 2), "radius must be positive and finite, got -1.0"),
        (p.Box(A, A), "low must have 1 dimension(s), got shape (2, 2)"),
        (p.Box(b, np.array([1.0, np.nan])), "high must be finite, got 1 entries"),
        (p.TwoLayerNetwork(nan, b, 1, p.Tanh()), "X must be finite, got 2 entries"),
        (p.TwoLayerNetwork(A, np.ones(3), 1, p.ReLU()), "y must have shape (2,), got (3,)"),
        (p.TwoLayerNetwork(A, b, 0, p.Tanh()), "width must be an integer of at least 1, got 0"),
        (p.SoftmaxRegression(b, A, 0.0), "X must have 2 dimension(s), got shape (2,)"),
        (p.SoftmaxRegression(A, np.ones((3, 2)), 0.0), "Y must have shape (2, 2), got (3, 2)"),
        (p.SoftmaxRegression(A, ones[:, None], 0.0), "number of columns of Y must be an integer of at least 2, got 1"),
        (p.SoftmaxRegression(A, A, -1.0), "mu must be non-negative and finite, got -1.0"),
        (p.SoftmaxRegression(A, A + 1, 0.0), "rows of Y must be probability vectors, got a smallest entry of 1 and"),
        (p.QuarticBilevel(b), "c must be positive, got a smallest entry of 0"),
    ],
)  # fmt: skip
def test_bad_data_are_told_in_one_sentence(problem, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)) as caught:
        problem.validate()
    words = str(caught.value)
    assert words.startswith(sentence)
    assert " must " in words
    assert ", got " in words
    assert "\n" not in words
    assert not words.endswith(".")


@pytest.mark.parametrize("A", [nan, asymmetric, np.ones((2, 3))])
def test_a_run_refuses_bad_data_before_the_first_step(A):
    with pytest.raises(ValueError, match="A must be"):
        run(SAM(0.1, 0.1), p.Quadratic(A, b), np.ones(2), 3)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: p.random_quadratic([1.0, np.nan], 0), "spectrum must be finite"),
        (lambda: p.random_quadratic([[1.0]], 0), "spectrum must have 1 dimension(s), got shape (1, 1)"),
        (lambda: p.random_quadratic([1.0], -1), "seed must be an integer of at least 0, got -1"),
        (
            lambda: p.random_quadratic([1.0], 0, minimizer=np.ones(2)),
            "minimizer must have shape (1,), got (2,)",
        ),
        (lambda: p.random_logistic(0, 2, 0.1, 0), "n must be an integer of at least 1, got 0"),
        (lambda: p.random_log_sum_exp(2, 2, 0.1, 0), "n must be an integer of at least 3, got 2"),
        (lambda: p.random_least_squares(1, 2, 0.1, 0), "n must be an integer of at least 2, got 1"),
        (
            lambda: p.random_robust_regression(3, 2, -0.1, 0),
            "noise must be non-negative and finite, got -0.1",
        ),
        (lambda: p.huber_worst_case(1.0, 0.0, 3, 1.0), "R must be positive and finite, got 0.0"),
        (lambda: p.huber_worst_case(1.0, 1.0, 0, 1.0), "steps must be an integer of at least 1, got 0"),
        (lambda: p.rank_deficient_bilevel([1.0, 2.0], 2), "rank must lie in [1, 1], got 2"),
        (lambda: p.random_quadratic_bilevel([1.0, -1.0], 1, 0.1, 0), "A must be positive definite"),
        (lambda: p.constrained_quadratic(-A, b, p.Simplex()), "A must be positive definite"),
        (lambda: p.diagonal_quadratic(["a"]), "spectrum must be a real NumPy array, got <U1"),
        (lambda: p.random_quadratic(None, 0), "spectrum must be a real NumPy array, got object"),
        (
            lambda: p.random_quadratic_bilevel([1.0], 1, None, 0),
            "r must be non-negative and finite, got None",
        ),
        (lambda: p.random_log_cosh_bilevel(1, 1, "1", 0), "mu must be positive and finite, got '1'"),
        (lambda: p.rank_deficient_bilevel(["a", "b"], 1), "t must be a real NumPy array, got <U1"),
        (lambda: p.diagonal_quadratic([1.0, np.inf]), "spectrum must be finite, got 1 entries"),
        (lambda: p.random_logistic(3, 0, 0.1, 0), "d must be an integer of at least 1, got 0"),
        (lambda: p.random_logistic(3, 2, -1.0, 0), "mu must be non-negative and finite, got -1.0"),
        (lambda: p.random_logistic(3, 2, 1.0, -1), "seed must be an integer of at least 0, got -1"),
        (lambda: p.random_log_sum_exp(5, -1, 0.1, 0), "d must be an integer of at least 1, got -1"),
        (lambda: p.random_log_sum_exp(5, 2, 0.0, 0), "t must be positive and finite, got 0.0"),
        (lambda: p.random_least_squares(5, 2, np.nan, 0), "noise must be non-negative and finite, got nan"),
        (lambda: p.random_robust_regression(0, 2, 0.1, 0), "n must be an integer of at least 1, got 0"),
        (lambda: p.huber_worst_case(0.0, 1.0, 3, 1.0), "L must be positive and finite, got 0.0"),
        (lambda: p.huber_gradient_worst_case(1.0, 1.0, 3, 0.0), "h must be positive and finite, got 0.0"),
        (lambda: p.rank_deficient_bilevel([1.0, 2.0], -1), "rank must be an integer of at least 1, got -1"),
        (lambda: p.rank_deficient_bilevel([1.0, np.nan], 1), "t must be finite, got 1 entries"),
        (
            lambda: p.random_quadratic_bilevel([1.0, 2.0], 0, 0.1, 0),
            "dx must be an integer of at least 1, got 0",
        ),
        (
            lambda: p.random_quadratic_bilevel([1.0, 2.0], 1, -0.1, 0),
            "r must be non-negative and finite, got -0.1",
        ),
        (lambda: p.random_log_cosh_bilevel(0, 2, 0.5, 0), "dx must be an integer of at least 1, got 0"),
        (lambda: p.random_log_cosh_bilevel(2, -2, 0.5, 0), "dy must be an integer of at least 1, got -2"),
        (lambda: p.random_teacher(0, 1, 1, p.Tanh(), 0), "n must be an integer of at least 1, got 0"),
        (lambda: p.random_teacher(1, 0, 1, p.Tanh(), 0), "p must be an integer of at least 1, got 0"),
        (lambda: p.random_teacher(1, 1, 0, p.Tanh(), 0), "width must be an integer of at least 1, got 0"),
        (lambda: p.random_teacher(1, 1, 1, p.Tanh(), -1), "seed must be an integer of at least 0, got -1"),
        (lambda: p.gaussian_classes(0, A, 1.0, 0.0, 0), "n must be an integer of at least 1, got 0"),
        (lambda: p.gaussian_classes(1, b, 1.0, 0.0, 0), "means must have 2 dimension(s), got shape (2,)"),
        (
            lambda: p.gaussian_classes(1, A, -1.0, 0.0, 0),
            "deviation must be non-negative and finite, got -1.0",
        ),
        (lambda: p.gaussian_classes(1, A, 1.0, -1.0, 0), "mu must be non-negative and finite, got -1.0"),
        (lambda: p.random_log_cosh_bilevel(2, 2, 0.0, 0), "mu must be positive and finite, got 0.0"),
    ],
)
def test_generators_refuse_bad_arguments(make, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        make()
