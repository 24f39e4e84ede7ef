"""Successive halving and Hyperband: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.global_bo.hyperband import Hyperband
from refimpl.global_bo.racing import largest_power
from refimpl.global_bo.successive_halving import SuccessiveHalving
from refimpl.problems import LeastSquares, random_least_squares

PROBLEM = random_least_squares(n=9, d=2, noise=1.0, seed=0)


@pytest.mark.parametrize(
    ("algorithm", "sentence"),
    [
        (SuccessiveHalving(0.0, 4, 4, 2, 1), "radius must be positive and finite, got 0.0"),
        (SuccessiveHalving(0.5, 4, 4, 1, 1), "eta must be an integer of at least 2, got 1"),
        (SuccessiveHalving(0.5, 4, 4, 2, -1), "halvings must be an integer of at least 0, got -1"),
        (SuccessiveHalving(0.5, 3, 4, 2, 2), "configurations must be an integer of at least 4, got 3"),
        (SuccessiveHalving(0.5, 4, 3, 2, 2), "resource must be an integer of at least 4, got 3"),
        (SuccessiveHalving(0.5, 4, 10, 2, 2), "resource must be at most the number of examples, 9, got 10"),
        (Hyperband(-1.0, 4, 2), "radius must be positive and finite, got -1.0"),
        (Hyperband(0.5, 4, 0), "eta must be an integer of at least 2, got 0"),
        (Hyperband(0.5, 0, 2), "resource must be an integer of at least 1, got 0"),
        (Hyperband(0.5, 10, 2), "resource must be at most the number of examples, 9, got 10"),
    ],
)
def test_unusable_parameters_are_told(algorithm, sentence):
    with pytest.raises(ValueError, match=sentence):
        run(algorithm, PROBLEM, np.zeros(2), 1)


@pytest.mark.parametrize("base", [2, 3, 5, 7, 10])
def test_powers_are_counted_in_integers(base):
    for s in range(1, 5):
        assert largest_power(base, base**s) == s
        assert largest_power(base, base**s - 1) == s - 1
        assert largest_power(base, base**s + 1) == s


def test_sizes_of_the_journal():
    assert [Hyperband(0.5, 81, 3).size(s) for s in (4, 3, 2, 1, 0)] == [81, 34, 15, 8, 5]


def test_one_example_is_random_search():
    """R = 1: one configuration in one bracket, whatever it is."""
    problem = LeastSquares(np.ones((1, 1)), np.zeros(1))
    for algorithm in (Hyperband(0.5, 1, 2), SuccessiveHalving(0.5, 1, 1, 2, 0)):
        found = run(algorithm, problem, np.zeros(1), 3, engine="numpy", rng=0).x[:, 0]
        assert found[1:] == pytest.approx(np.cumsum(0.5 * np.random.default_rng(0).standard_normal(3)))
