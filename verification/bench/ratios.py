"""The ratio of two programs' times: measured in turns, so that what slows the machine slows both."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

Clock = Callable[[], float]
LONG = 0.5  # seconds


class Ratio(NamedTuple):
    """Median of the ratios of neighbouring times, with the quartiles as their spread."""

    median: float
    low: float  # first quartile
    high: float  # third quartile
    pairs: int


class Timed(NamedTuple):
    """Seconds per step of two programs in turns, pair by pair."""

    ours: np.ndarray  # (pairs,)
    theirs: np.ndarray  # (pairs,)

    def ratio(self) -> Ratio:
        """Their time over ours: above 1 ours is faster."""
        return summarise(self.theirs / self.ours)

    def joined(self, more: Timed) -> Timed:
        """These pairs and `more`."""
        return Timed(np.append(self.ours, more.ours), np.append(self.theirs, more.theirs))


def summarise(ratios: Sequence[float] | np.ndarray) -> Ratio:
    """Median and quartiles of positive ratios. ValueError for none, or for one that is not a positive number."""
    values = np.asarray(ratios, np.float64)
    if not values.size or not (np.isfinite(values).all() and (values > 0).all()):
        raise ValueError(f"ratios must be positive and finite, at least one, got {values.tolist()}")
    low, median, high = np.quantile(values, [0.25, 0.5, 0.75])
    return Ratio(float(median), float(low), float(high), values.size)


def in_turns(
    ours: Callable[[], object],
    theirs: Callable[[], object],
    pairs: int,
    clock: Clock = time.process_time,
) -> Timed:
    """Times of `pairs` calls of each: ours first, then theirs first (ABBA), so that a steady drift cancels."""
    times: tuple[list[float], list[float]] = ([], [])
    for pair in range(pairs):
        for which in (0, 1) if pair % 2 == 0 else (1, 0):
            begin = clock()
            (ours, theirs)[which]()
            times[which].append(clock() - begin)
    return Timed(np.array(times[0]), np.array(times[1]))


def enough(
    call: Callable[[int], object],
    stride: int,
    most: int,
    seconds: float,
    clock: Clock = time.process_time,
) -> int:
    """The number of steps, `stride` times a power of two and at most `most`, that fill `seconds`.

    And that take so long together that what a call costs once is a twentieth of it: half of them took hardly more than
    half the time. `LONG` is enough in any case.
    """
    steps, before = stride, float("inf")
    while True:
        begin = clock()
        call(steps)
        taken = clock() - begin
        if taken >= LONG or (taken >= seconds and taken >= 1.9 * before) or 2 * steps > most:
            return steps
        steps, before = 2 * steps, taken
