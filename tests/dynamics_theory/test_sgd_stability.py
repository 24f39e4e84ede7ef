"""Stability of SGD: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse.linalg import LinearOperator, eigsh

from refimpl import run
from refimpl.dynamics_theory.sampling import Bernoulli, WithoutReplacement, WithReplacement
from refimpl.dynamics_theory.sgd_stability import SGDStability
from refimpl.problems import HessianFamily, LeastSquares, random_hessian_family, rank_one_family

FAMILY = random_hessian_family(4, 3, 1, seed=8)
IDENTITY = np.eye(3).ravel()


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (SGDStability(0.0, WithReplacement(1)), "step_size must be positive and finite, got 0.0"),
        (SGDStability(0.1, WithReplacement(0)), "batch must be an integer of at least 1, got 0"),
        (SGDStability(0.1, WithoutReplacement(5)), r"batch must lie in \[1, 4\], got 5"),
        (SGDStability(0.1, Bernoulli(5)), r"batch must lie in \[1, 4\], got 5"),
        (SGDStability(0.1, 3), r"sampling must be WithReplacement\(B\), .* or Bernoulli\(B\), got int"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, FAMILY, IDENTITY, 1)


def test_subsets_of_one_example_are_refused():
    with pytest.raises(ValueError, match="number of examples must be an integer of at least 2, got 1"):
        run(SGDStability(0.1, WithoutReplacement(1)), HessianFamily(np.eye(2)), np.eye(2).ravel(), 1)


@pytest.mark.parametrize("sampling", [WithReplacement(2), WithoutReplacement(2), Bernoulli(2)])
def test_growth_ends_at_the_largest_eigenvalue_of_arpack(sampling):
    algorithm = SGDStability(0.5, sampling)

    def apply(v):
        size = np.linalg.norm(v)
        return size * run(algorithm, FAMILY, v, 1).x[-1] if size else v

    top = eigsh(LinearOperator((9, 9), matvec=apply, dtype=float), k=1, which="LM", return_eigenvectors=False)
    x = run(algorithm, FAMILY, IDENTITY, 200).x[-1]
    assert np.linalg.norm(x) == pytest.approx(top[0], rel=1e-10)


def test_simulated_second_moments_follow_the_operator():
    """SGD itself on interpolating least squares, 20000 paths of 6 steps: E|w|^2 within five standard errors."""
    A = np.array([[1.0, 0.5], [-0.5, 1.0], [0.25, 0.75], [1.0, -1.0]])
    problem, eta, n = LeastSquares(A, np.zeros(4)), 0.75, 20000
    rng = np.random.default_rng(0)
    w = rng.standard_normal((n, 2))
    start = w.T @ w / n
    for _ in range(6):
        i = rng.integers(0, 4, n)
        w = w - eta * np.sum(A[i] * w, axis=1)[:, None] * A[i]
    t = run(SGDStability(eta, WithReplacement(1)), rank_one_family(A), start.ravel(), 6)
    size = np.prod(np.linalg.norm(t.x, axis=1))
    expected = size * np.trace(t.x[-1].reshape(2, 2)) / np.linalg.norm(t.x[-1])
    squares = np.sum(w**2, axis=1)
    assert abs(np.mean(squares) - expected) < 5 * np.std(squares) / np.sqrt(n)
    assert problem.noise_variance() == 0


def test_one_mean_and_one_conjugation_per_step():
    t = run(SGDStability(0.5, WithReplacement(2)), FAMILY, IDENTITY, 7, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"mean_hessian": 7, "mean_conjugation": 7}
