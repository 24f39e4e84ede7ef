"""LookSAM: what the tests of every method do not see."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from refimpl import run
from refimpl.flatness.looksam import LookSAM
from refimpl.flatness.sam import SAM
from refimpl.problems import LogQuadratic, Quadratic, diagonal_quadratic, random_quadratic

PROBLEM = random_quadratic([3.0, 1.0, 0.5], seed=1)


@pytest.mark.parametrize(
    ("algorithm", "message"),
    [
        (LookSAM(0.0, 0.05, 0.7, 3), "step_size must be positive and finite, got 0.0"),
        (LookSAM(0.1, -0.05, 0.7, 3), "rho must be non-negative and finite, got -0.05"),
        (LookSAM(0.1, 0.05, np.inf, 3), "alpha must be non-negative and finite, got inf"),
        (LookSAM(0.1, 0.05, 0.7, 0), "period must be an integer of at least 1, got 0"),
    ],
)
def test_unusable_hyper_parameters_are_told(algorithm, message):
    with pytest.raises(ValueError, match=message):
        run(algorithm, PROBLEM, np.ones(3), 2)


@pytest.mark.parametrize(("period", "calls"), [(1, 18), (3, 12), (4, 12), (20, 10)])
def test_one_gradient_per_step_and_one_more_at_sam_steps(period, calls):
    t = run(LookSAM(0.25, 0.05, 0.7, period), LogQuadratic(3), np.array([1.0, 2.0, 0.5]), 9, count=True)
    assert t.calls is not None
    assert {name: n for name, n in t.calls.items() if n} == {"gradient": calls}


def test_the_weights_move_at_each_of_k_consecutive_steps_from_where_they_are():
    """A port that restores saved weights at every step moves back to the last SAM step."""
    algorithm = LookSAM(0.125, 0.05, 0.7, 5)
    x = run(algorithm, PROBLEM, np.ones(3), 10).x
    for t in range(10):
        g = PROBLEM.gradient(x[t])
        assert np.linalg.norm(x[t + 1] - x[t]) <= 0.125 * (1.7 * np.linalg.norm(g) + 3 * 0.05) * (1 + 1e-12)
    assert all(PROBLEM.value(b) < PROBLEM.value(a) for a, b in pairwise(x[:7]))


def test_a_period_of_one_is_sam():
    x = run(LookSAM(0.25, 0.1, 0.7, 1), PROBLEM, np.ones(3), 20).x
    np.testing.assert_array_equal(x, run(SAM(0.25, 0.1), PROBLEM, np.ones(3), 20).x)


def test_the_step_turns_with_the_coordinates():
    """Global norms: f(x) and f(Qx), Q orthogonal, have iterates that turn with Q; norms per tensor do not turn."""
    Q, _ = np.linalg.qr(np.random.default_rng(2).standard_normal((3, 3)))
    A = Q.T @ PROBLEM.A @ Q
    turned, algorithm = Quadratic((A + A.T) / 2, Q.T @ PROBLEM.b), LookSAM(0.125, 0.25, 0.7, 3)
    x = run(algorithm, PROBLEM, np.ones(3), 10).x
    np.testing.assert_allclose(run(algorithm, turned, Q.T @ np.ones(3), 10).x, x @ Q, rtol=1e-10, atol=1e-10)


def test_prescribed_takes_the_largest_step_of_the_descent():
    assert LookSAM.prescribed(diagonal_quadratic([4.0, 1.0])) == LookSAM(0.25, 0.05, 0.7, 3)


def test_where_the_gradients_are_parallel_rounding_moves_most_starts_by_a_full_length():
    """On |x|^2/2 the orthogonal part is zero; rounding of some 1e-17 is scaled to alpha |g|."""
    bowl, looksam = Quadratic(np.eye(3), np.zeros(3)), LookSAM(0.25, 0.05, 0.7, 2)
    sideways = []
    for seed in range(12):
        x = run(looksam, bowl, np.random.default_rng(seed).standard_normal(3), 2).x
        along = x[1] - 0.25 * x[1]  # the step of gradient descent
        sideways.append(np.linalg.norm(x[2] - along) / (0.25 * np.linalg.norm(x[1])))
    moved = np.array(sideways) > 1e-6
    assert moved.sum() >= 6  # where rounding happens to leave exactly zero nothing moves
    assert np.array(sideways)[moved] == pytest.approx(0.7, rel=1e-12)
