"""Ratios on a clock that the test moves: known answers."""

from __future__ import annotations

import math

import pytest

from verification.bench.ratios import Ratio, enough, in_turns, summarise


class Machine:
    """A clock; work takes `cost` seconds a unit, times a slowness that doubles with every call."""

    def __init__(self, drift=1.0):
        self.now, self.slow, self.drift, self.calls = 0.0, 1.0, drift, []

    def work(self, name, cost):
        def call(units=1):
            self.calls.append(name)
            self.now += cost * units * self.slow
            self.slow *= self.drift

        return call


def test_quartiles_of_known_ratios():
    assert summarise([5, 1, 2, 4, 3]) == Ratio(3, 2, 4, 5)
    assert summarise([2.0]) == Ratio(2, 2, 2, 1)


@pytest.mark.parametrize("bad", [[], [1.0, 0.0], [math.nan], [math.inf, 1.0], [-1.0]])
def test_no_ratio_of_nothing(bad):
    with pytest.raises(ValueError, match="ratios must be positive and finite, at least one"):
        summarise(bad)


def test_above_one_means_that_ours_is_faster():
    machine = Machine()
    timed = in_turns(machine.work("ours", 1.0), machine.work("theirs", 3.0), 4, lambda: machine.now)
    assert timed.ratio() == Ratio(3, 3, 3, 4)
    assert machine.calls == ["ours", "theirs", "theirs", "ours"] * 2


def test_a_steady_drift_cancels():
    """The machine gets 10 % slower with each call: pairs are off by 10 % in both directions, their median is not."""
    machine = Machine(drift=1.1)
    timed = in_turns(machine.work("ours", 1.0), machine.work("theirs", 2.0), 10, lambda: machine.now)
    ratio = timed.ratio()
    assert ratio.low == pytest.approx(2 / 1.1)
    assert ratio.high == pytest.approx(2 * 1.1)
    assert ratio.median == pytest.approx((2 / 1.1 + 2 * 1.1) / 2)


def test_pairs_are_joined_in_order():
    machine = Machine()
    first = in_turns(machine.work("ours", 1.0), machine.work("theirs", 3.0), 1, lambda: machine.now)
    more = in_turns(machine.work("ours", 1.0), machine.work("theirs", 5.0), 2, lambda: machine.now)
    assert first.joined(more).ratio() == Ratio(5, 4, 5, 3)


@pytest.mark.parametrize(
    ("stride", "most", "expected"),
    [(1, 10**6, 16), (10, 10**6, 20), (1, 10, 8), (10, 3, 10), (1000, 10**6, 1000)],
)
def test_enough_steps_are_a_power_of_two_of_strides(stride, most, expected):
    """A hundredth of a second a step, 0.15 wanted; twice as many of them take twice as long."""
    machine = Machine()
    assert enough(machine.work("", 0.01), stride, most, 0.15, lambda: machine.now) == expected


def test_what_a_call_costs_once_does_not_count():
    """0.01 s a call and 0.001 s a step: (0.01 + 2 n) / (0.01 + n) >= 1.9 thousandths from n = 90 on, so 256 it is."""
    machine = Machine()

    def call(steps):
        machine.now += 0.01 + 0.001 * steps

    assert enough(call, 1, 10**6, 0.0, lambda: machine.now) == 256
