"""The scatter measures the size of rounding: right order of magnitude, and not a tolerance in disguise."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from verification.scatter import scatter


class State(NamedTuple):
    x: Any


class Sum(NamedTuple):
    """x+ = sum of the entries in every entry: one reduction of length d."""

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        return State(np.sum(state.x) + 0 * state.x)


class Cancel(NamedTuple):
    """x+ = (x + big) - big loses as many bits as big is large."""

    big: float

    def init(self, problem, x0):
        return State(x0)

    def step(self, problem, state, rng):
        return State((state.x + self.big) - self.big)


def test_start_is_exact(bowl):
    assert not scatter(Sum(), bowl, np.ones(3), 1)[0].any()


def test_a_sum_scatters_by_roundings(bowl):
    spread = scatter(Sum(), bowl, np.array([1.0, 1.0, 1.0]), 1, runs=32)[1] / (3 * 2.0**-53)
    assert (spread > 0.1).all()
    assert (spread < 3).all()


def test_cancellation_scatters_by_what_it_loses(bowl):
    spread = scatter(Cancel(2.0**30), bowl, np.ones(3), 1, runs=32)[1]
    assert (spread > 0.2 * 2.0**-23).all()
    assert (spread < 3 * 2.0**-23).all()


def test_same_seed_same_scatter(bowl):
    assert np.array_equal(scatter(Sum(), bowl, np.ones(3), 2), scatter(Sum(), bowl, np.ones(3), 2))
