"""Search by the posterior of a process: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.global_bo.config import CONFIG
from refimpl.global_bo.entropy_search import EntropySearch, entropy
from refimpl.global_bo.expected_improvement import ExpectedImprovement
from refimpl.global_bo.gaussian_process import excess, observed, prior, scattered
from refimpl.global_bo.gp_ucb import GPUCB
from refimpl.global_bo.knowledge_gradient import KnowledgeGradient, rise
from refimpl.global_bo.noisy_expected_improvement import NoisyExpectedImprovement
from refimpl.global_bo.q_expected_improvement import QExpectedImprovement
from refimpl.problems import LinearNoise
from refimpl.problems.registry import EXAMPLES

WELLS = EXAMPLES["gaussian-wells"].build()
BEACONS = EXAMPLES["beacons"].build()
GRID = scattered(5, 2)


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (ExpectedImprovement(GRID[:, :1], 0.0, 1.0), r"grid must have shape \(5, 2\), got \(5, 1\)"),
        (
            ExpectedImprovement(GRID[[0, 1, 1]], 0.0, 1.0),
            "grid must have rows that all differ, got 2 of 3",
        ),
        (ExpectedImprovement(GRID, np.inf, 1.0), "prior_mean must be a finite number, got inf"),
        (ExpectedImprovement(GRID, 0.0, 0.0), "lengthscale must be positive and finite, got 0.0"),
        (GPUCB(GRID, 0.0, 1.0, 0.0, 1.0), "noise must be positive and finite, got 0.0"),
        (GPUCB(GRID, 0.0, 1.0, 0.5, -1.0), "width must be non-negative and finite, got -1.0"),
        (EntropySearch(GRID[:1], 0.0, 1.0, 0.5, 1, 1), "grid must have at least 2 rows, got 1"),
        (EntropySearch(GRID, 0.0, 1.0, 0.0, 1, 1), "noise must be positive and finite, got 0.0"),
        (EntropySearch(GRID, 0.0, 1.0, 0.5, 0, 1), "samples must be an integer of at least 1, got 0"),
        (EntropySearch(GRID, 0.0, 1.0, 0.5, 1, 0), "outcomes must be an integer of at least 1, got 0"),
        (KnowledgeGradient(GRID, 0.0, 1.0, 0.0), "noise must be positive and finite, got 0.0"),
        (NoisyExpectedImprovement(GRID, 0.0, 1.0, -1.0), "noise must be positive and finite, got -1.0"),
        (QExpectedImprovement(GRID, 0.0, 1.0, 0), "samples must be an integer of at least 1, got 0"),
    ],
)
def test_unusable_parameters_are_told(algorithm, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, WELLS, np.zeros(2), 1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"wall_mean": np.nan}, "wall_mean must be a finite number, got nan"),
        ({"noise": 0.0}, "noise must be positive and finite, got 0.0"),
        ({"width": -1.0}, "width must be non-negative and finite, got -1.0"),
        ({"wall_width": -1.0}, "wall_width must be non-negative and finite, got -1.0"),
        ({"lengthscale": 0.0}, "lengthscale must be positive and finite, got 0.0"),
    ],
)
def test_unusable_parameters_of_config_are_told(change, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(CONFIG.prescribed(BEACONS)._replace(**change), BEACONS, np.zeros(2), 1)


def test_config_without_knowledge_of_a_feasible_point_declares_at_once():
    dark = BEACONS._replace(level=2.0)
    algorithm = CONFIG(GRID, 0.0, 2.0, 1.0, 0.5, 1.0, 1.0)
    t = run(algorithm, dark, np.zeros(2), 2, count=True)
    assert algorithm.infeasible(t.state)
    assert np.array_equal(t.x, np.zeros((3, 2)))
    assert (t.calls["value"], t.calls["wall_values"]) == (1, 1)


@pytest.mark.parametrize("d", range(1, 9))
def test_scattered_points_differ(d):
    assert len(np.unique(scattered(24, d), axis=0)) == 24


def test_two_values_at_one_point_are_one_with_half_the_noise():
    start = prior(np.zeros(2), GRID, 0.5, 1.0)
    twice = observed(observed(start, 1, 1.0, 0.25), 1, 2.0, 0.25)
    once = observed(start, 1, 1.5, 0.125)
    np.testing.assert_allclose(twice.mean, once.mean, rtol=1e-14)
    np.testing.assert_allclose(twice.covariance, once.covariance, rtol=1e-13, atol=1e-15)
    assert twice.asked.tolist() == once.asked.tolist() == [0, 1, 0, 0, 0]


def test_excess_far_out():
    assert excess(40.0) == 40.0
    assert excess(0.0) == pytest.approx(1 / np.sqrt(2 * np.pi))
    assert 0 <= excess(-39.0) < 1e-300


HALF = 1 / np.sqrt(2 * np.pi)  # E max(0, Z)


@pytest.mark.parametrize(
    ("a", "b", "used", "expected"),
    [
        ([0, 0], [1, -1], [1, 1], 2 * HALF),  # |Z|
        ([0, 0, 0], [1, -1, 0.5], [1, 1, 1], 2 * HALF),  # three through one point
        ([0, -9, 0], [1, 0, 0], [1, 1, 1], HALF),  # parallel ones, the last on top
        ([0, 0, 0], [1, 1, 0], [1, 1, 1], HALF),  # the same one twice
        ([5, 5, 2], [2, 2, 2], [1, 1, 1], 0),
        ([9, 0, 0], [3, 0, 1], [0, 1, 1], HALF),  # the largest is not used
        ([0, -40], [0, 1], [1, 1], 0),  # meets the other at 40: 1e-351
        ([1, 0, 1], [-1, 0, 1], [1, 1, 1], 2 * HALF),  # 1 + |Z| is above 0 everywhere
    ],
)
def test_rises_of_few_lines(a, b, used, expected):
    found = rise(np.array(a, float), np.array(b, float), np.array(used, float))
    assert found == pytest.approx(expected, rel=1e-15, abs=1e-300)


@pytest.mark.parametrize("method", [KnowledgeGradient, NoisyExpectedImprovement])
def test_the_start_is_asked_first_and_points_are_asked_again(method):
    t = run(method(GRID[:2], 0.0, 1.0, 4.0), LinearNoise(WELLS, 0.5), np.ones(2), 12, rng=1)
    assert np.array_equal(t.x[1], np.ones(2))
    assert len(np.unique(t.x, axis=0)) == 2  # of two points, in twelve queries


def test_gp_ucb_of_width_zero_rests_at_the_least_mean():
    t = run(GPUCB(GRID, 0.0, 0.01, 0.5, 0.0), WELLS, np.zeros(2), 3)
    assert np.array_equal(t.x, np.zeros((4, 2)))  # nothing is learnt of the others, whose mean stays 0


def test_entropy_of_a_law_with_points_that_are_certain():
    assert entropy(np.array([1.0, 0.0])) == 0
    assert entropy(np.full(4, 0.25)) == pytest.approx(np.log(4))


def test_a_value_that_tells_nothing_gains_nothing():
    """Almost all of the value is noise: the law stays, whatever the draws are."""
    algorithm = EntropySearch(GRID, 0.0, 0.5, 1e30, 2, 2)
    known = algorithm.init(WELLS, np.zeros(2))
    Z = np.array([[0.5, -1.0, 0.25, 1.5, 0.0], [-0.25, 0.5, 1.0, -2.0, 0.75]])
    now = entropy(algorithm.law(known.mean, known.covariance, Z))
    np.testing.assert_allclose(algorithm.gains(known, Z, np.array([1.0, -0.5])), -2 * now, rtol=1e-13)
