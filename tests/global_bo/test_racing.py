"""Successive halving, Hyperband and its deepening: what the tests of every method do not see."""

from __future__ import annotations

import numpy as np
import pytest

from refimpl import run
from refimpl.global_bo.discarding_id_hyperband import DiscardingIDHyperband
from refimpl.global_bo.efficient_id_hyperband import EfficientIDHyperband
from refimpl.global_bo.hyperband import Hyperband
from refimpl.global_bo.preserving_id_hyperband import PreservingIDHyperband
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
        (DiscardingIDHyperband(0.0, 2, 1, 2), "radius must be positive and finite, got 0.0"),
        (DiscardingIDHyperband(0.5, 1, 1, 2), "eta must be an integer of at least 2, got 1"),
        (PreservingIDHyperband(0.5, 2, -1, 2), "first must be an integer of at least 0, got -1"),
        (PreservingIDHyperband(0.5, 2, 2, 1), "last must be an integer of at least 2, got 1"),
        (EfficientIDHyperband(0.5, 2, 1, 4), r"eta\^last must be at most the number of examples, 9, got 16"),
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


@pytest.mark.parametrize(
    ("method", "kept"),
    [(DiscardingIDHyperband, False), (PreservingIDHyperband, False), (EfficientIDHyperband, True)],
)
def test_rungs_after_deepening(method, kept):
    """Of bracket 0 after R = 9, 27: efficient has as many in the rungs as from scratch, the others as many or more.

    Rungs of old and new ones together are never smaller; in the noise some old ones are behind new ones.
    """
    problem = random_least_squares(n=27, d=2, noise=5.0, seed=3)
    known = run(method(1.0, 3, 2, 3), problem, np.zeros(2), 2, engine="numpy", rng=1).state.known[:27]
    sizes = [int(np.sum(known > i)) for i in range(4)]
    assert all(n >= m for n, m in zip(sizes, (27, 9, 3, 1)))
    assert (sizes == [27, 9, 3, 1]) == kept


def test_one_example_is_random_search():
    """R = 1: one configuration in one bracket, whatever it is."""
    problem = LeastSquares(np.ones((1, 1)), np.zeros(1))
    deepened = (
        method(0.5, 2, 0, 0)
        for method in (DiscardingIDHyperband, PreservingIDHyperband, EfficientIDHyperband)
    )
    for algorithm in (SuccessiveHalving(0.5, 1, 1, 2, 0), Hyperband(0.5, 1, 2), *deepened):
        found = run(algorithm, problem, np.zeros(1), 3, engine="numpy", rng=0).x[:, 0]
        assert found[1:] == pytest.approx(np.cumsum(0.5 * np.random.default_rng(0).standard_normal(3)))
