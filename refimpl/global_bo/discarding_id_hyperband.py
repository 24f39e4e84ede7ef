"""Iterative deepening Hyperband, discarding: from R to eta R examples, with the configurations and sums of before.

Source      Brandt, Wever, Iliadis, Bengs & Huellermeier 2023 ("Iterative Deepening Hyperband"), d-IDHB.
Step        R = eta^M, M = m, m + 1, .., m', then from m again;  bracket j = 0 .. M begins with eta^j examples and has
            s = M - j halvings: n = ceil((M + 1) eta^s/(s + 1)) configurations, those of R/eta and new ones
            from rung i to i + 1 go the floor(n/eta^(i+1)) best of rung i, whatever went on for R/eta
            x+ = the best of all last rungs, by R examples
Guarantee   the races of Hyperband for R from scratch, at less cost                                            (derived)
            f_R(x+) <= min over brackets of [min_j f_R(y_j) + 2 sum_{i<s} G(r_i)], as for Hyperband            (derived)
Assumes     nothing of f.
Cost        sample values of the examples that are new to a configuration; at m, (rows) d normal draws;
            rows (d + m' + 3) floats.
Departures  the configurations that all deepenings need are drawn at m, around x; after m' it begins anew. Which rung
            takes whom is as in the code of the authors, their names for it being strict, conservative and efficient.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.core import checks
from refimpl.global_bo.racing import best, bracket_size, drawn, extended, largest_power, survivors
from refimpl.global_bo.successive_halving import check_race, check_resource


class State(NamedTuple):
    """Incumbent, and all configurations with what is known of them."""

    x: Any  # shape (d,)
    cloud: Any  # configurations of all brackets, bracket by bracket, shape (rows, d)
    sums: Any  # column k: over the examples of the first k rungs, shape (rows, m' + 2)
    known: Any  # in how many rungs a configuration has ever been, shape (rows,)
    level: int  # M of the step before


class DiscardingIDHyperband(NamedTuple):
    """`radius` of the draws, `eta` >= 2, `first` m, `last` m' >= m."""

    radius: float
    eta: int
    first: int
    last: int

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

    def size(self, level, j):
        """n of bracket j at R = eta^level."""
        return bracket_size(self.eta, level - j, level + 1)

    def init(self, problem, x0):
        rows = 0
        for j in range(self.last + 1):
            rows = rows + self.size(self.last, j)
        cloud = np.repeat(x0, rows).reshape((rows, x0.shape[0]))
        known = np.zeros_like(cloud[:, 0])
        return State(
            x0, cloud, np.repeat(known, self.last + 2).reshape((rows, self.last + 2)), known, self.last
        )

    def step(self, problem, state, rng):
        level, cloud, sums, known = state.level + 1, state.cloud, state.sums.copy(), state.known.copy()
        if state.level == self.last:
            level, known = self.first, np.zeros_like(known)
            cloud = drawn(state.x, self.radius, cloud.shape[0], rng)
        x, least, start = state.x, np.inf, 0
        for j in range(level + 1):
            end = start + self.size(level, j)
            y, total = self.bracket(
                problem, cloud[start:end], sums[start:end], known[start:end], j, level - j
            )
            if total < least:
                x, least = y, total
            start = start + self.size(self.last, j)
        return State(x, cloud, sums, known, level)

    def bracket(self, problem, cloud, sums, known, j, halvings):
        """(y, sum) of the winner; brings `sums` and `known` up to date in place."""
        ranks = np.zeros_like(known)
        for i in range(halvings + 1):
            alive = best(ranks, known.shape[0] // self.eta**i)
            self.measure(problem, cloud, sums, known, alive, i, j)
            ranks = self.ranks(sums, known, alive, i + 1)
        kept, totals = survivors(cloud, ranks, 1)
        return kept[0], totals[0]

    def seen(self, rungs, j):
        """How many examples the first `rungs` rungs of bracket j take."""
        return self.eta ** (j + rungs - 1) if rungs > 0 else 0

    def measure(self, problem, cloud, sums, known, alive, i, j):
        """Sum over the examples of rung i of bracket j, for those in it that have not been, in place."""
        for c in range(known.shape[0]):
            if alive[c] > 0 and known[c] <= i:
                sums[c, i + 1] = extended(problem, cloud[c], sums[c, i], self.seen(i, j), self.seen(i + 1, j))
                known[c] = i + 1.0

    def ranks(self, sums, known, alive, rungs):
        """By which those go on that have been in so many rungs, the least first: of those that are alive."""
        return np.where(alive > 0, sums[:, rungs], np.inf)
