"""Iterative deepening Hyperband: from R to eta R examples, with the configurations and sums of before.

Source      Brandt, Wever, Iliadis, Bengs & Huellermeier 2023 ("Iterative Deepening Hyperband").
Step        R = eta^M, M = m, m + 1, .., m', then from m again;  bracket j = 0 .. M begins with eta^j examples and has
            s = M - j halvings: n = ceil((M + 1) eta^s/(s + 1)), the configurations it had for R/eta and new ones
            rung i to i + 1, n' = floor(n/eta^(i+1)):  `Discarding()` the n' best;  `Preserving()` these and all that
            were promoted for R/eta;  `Efficient()` all the latter, and the best of the others until there are n'
            x+ = the best of all last rungs, by R examples
Guarantee   discarding promotes as Hyperband of R from scratch;  efficient costs exactly what it costs from scratch less
            what it cost before; discarding and preserving cost no less                                        (derived)
Assumes     nothing of f.
Cost        sample values of the examples that are new to a configuration; at m, (rows) d normal draws.
Departures  the configurations that all deepenings need are drawn at m, around x; after m' it begins anew. The three
            readings are operational: the names of the paper, the words ours.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.global_bo.racing import bracket_size, drawn, extended, largest_power
from refimpl.global_bo.successive_halving import check_race, check_resource


class Discarding(NamedTuple):
    """The best go on, whatever went on before."""

    def promotes(self, place, filled, old, count):
        """Whether a configuration goes on: its place among all, or behind all old ones; was it promoted before."""
        return place < count


class Preserving(NamedTuple):
    """The best go on, and all that went on before."""

    def promotes(self, place, filled, old, count):
        """As in Discarding."""
        return old or place < count


class Efficient(NamedTuple):
    """All that went on before, and the best of the others for the places left."""

    def promotes(self, place, filled, old, count):
        """As in Discarding."""
        return old or filled < count


class State(NamedTuple):
    """Incumbent, and all configurations with what is known of them."""

    x: Any  # shape (d,)
    cloud: Any  # configurations of all brackets, bracket by bracket, shape (rows, d)
    sums: Any  # column i: over the examples of rung i, shape (rows, m' + 1)
    rungs: Any  # in how many rungs a configuration is, shape (rows,)
    known: Any  # how many of its sums are known, shape (rows,)
    level: int  # M of the step before


class IDHyperband(NamedTuple):
    """`radius` of the draws, `eta` >= 2, `first` m, `last` m' >= m, `promotion` of the three kinds."""

    radius: float
    eta: int
    first: int
    last: int
    promotion: Any = Discarding()

    @classmethod
    def prescribed(cls, problem):
        """eta = 2, from at most 2 to at most 8 examples."""
        last = largest_power(2, min(8, problem.sample_count()))
        return cls(0.5, 2, min(1, last), last)

    def validate(self, problem):
        """Raise ValueError unless the hyper-parameters are usable."""
        check_race(self)
        checks.count("first", self.first, 0)
        checks.count("last", self.last, self.first)
        check_resource("eta^last", self.eta**self.last, problem)
        if not hasattr(self.promotion, "promotes"):
            raise ValueError(
                "promotion must be Discarding(), Preserving() or Efficient(), "
                f"got {type(self.promotion).__name__}"
            )

    def size(self, level, j):
        """n of bracket j at R = eta^level."""
        return bracket_size(self.eta, level - j, level + 1)

    def rows(self, j):
        """How many rows bracket j has: its n at the last level."""
        return bracket_size(self.eta, self.last - j, self.last + 1)

    def init(self, problem, x0):
        rows = 0
        for j in range(self.last + 1):
            rows = rows + self.rows(j)
        cloud = np.repeat(x0, rows).reshape((rows, x0.shape[0]))
        nothing = np.zeros_like(cloud[:, 0])
        return State(x0, cloud, np.outer(nothing, nothing[: self.last + 1]), nothing, nothing, self.last)

    def step(self, problem, state, rng):
        cloud, sums, rungs, known, level = (
            state.cloud,
            state.sums.copy(),
            state.rungs,
            state.known.copy(),
            self.first,
        )
        if state.level == self.last:
            cloud, rungs = drawn(state.x, self.radius, cloud.shape[0], rng), np.zeros_like(rungs)
            known = np.zeros_like(known)
        else:
            level = state.level + 1
        now, start, best = np.zeros_like(rungs), 0, -1
        least = sums[0, 0]
        for j in range(level + 1):
            n = self.size(level, j)
            for c in range(start, start + n):
                now[c] = 1.0
            for i in range(level - j + 1):
                self.evaluate(problem, cloud, sums, now, known, start, n, j, i)
                if i < level - j:
                    self.promote(self.losses(sums, known, i), rungs, now, start, n, i)
            for c in range(start, start + n):
                if now[c] > level - j and (best < 0 or sums[c, level - j] < least):
                    best, least = c, sums[c, level - j]
            start = start + self.rows(j)
        return State(cloud[best], cloud, sums, now, known, level)

    def losses(self, sums, known, i):
        """By which rung i is decided: all over the same examples, also of those that are known further."""
        return sums[:, i]

    def evaluate(self, problem, cloud, sums, now, known, start, n, j, i):
        """Sum over the first eta^(j+i) examples where it is not known, for those in rung i, in place."""
        for c in range(start, start + n):
            if now[c] > i and known[c] <= i:
                seen, total = 0, 0.0 * sums[c, 0]
                if i > 0:
                    seen, total = self.eta ** (j + i - 1), sums[c, i - 1]
                sums[c, i] = extended(problem, cloud[c], total, seen, self.eta ** (j + i))
                known[c] = i + 1.0

    def promote(self, sums, rungs, now, start, n, i):
        """Advance those of n rows from `start` that go on from rung i, in place."""
        for c in range(start, start + n):
            place, filled = 0, 0
            for k in range(start, start + n):
                if now[k] > i:
                    before = (k < c and sums[k] <= sums[c]) or (k > c and sums[k] < sums[c])
                    if before:
                        place = place + 1
                    if before or rungs[k] > i + 1:
                        filled = filled + 1
            if now[c] > i and self.promotion.promotes(
                place, filled, rungs[c] > i + 1, n // self.eta ** (i + 1)
            ):
                now[c] = i + 2.0
