"""Mistakes in a race, made in successive halving or in any bracket of Hyperband."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from refimpl.global_bo.racing import evaluated, extended, survivors
from verification.claim import mutant


class Opposite(NamedTuple):
    """-f_i."""

    problem: Any

    def sample_value(self, x, draw):
        return -self.problem.sample_value(x, draw)


def last_survivors(cloud: Any, sums: Any, count: int) -> Any:
    """As `survivors`, with the last of equals first."""
    return survivors(cloud[::-1].copy(), sums[::-1].copy(), count)


def race_mutants(base: Any) -> tuple[Any, ...]:
    """The mistakes that can be planted into `race(problem, cloud, halvings)` of a method."""

    class AnotherRace(base):
        """The race with another `here` of the examples, `total` to add to, `kept` number or `chosen` rows."""

        def here(self, i, halvings):
            return self.resource // self.eta ** (halvings - i)

        def before(self, total, seen):
            return total, seen

        def kept(self, n):
            return n // self.eta

        def chosen(self, cloud, sums, count):
            return survivors(cloud, sums, count)

        def evaluated(self, problem, cloud, sums, seen, here):
            longer = sums.copy()
            for j in range(cloud.shape[0]):
                total, begin = self.before(sums[j], seen)
                longer[j] = extended(problem, cloud[j], total, begin, here)
            return longer

        def race(self, problem, cloud, halvings):
            sums, seen = np.zeros_like(cloud[:, 0]), 0
            for i in range(halvings):
                here = self.here(i, halvings)
                sums = self.evaluated(problem, cloud, sums, seen, here)
                cloud, sums = self.chosen(cloud, sums, self.kept(cloud.shape[0]))
                seen = here
            sums = self.evaluated(problem, cloud, sums, seen, self.here(halvings, halvings))
            cloud, sums = self.chosen(cloud, sums, 1)
            return cloud[0], sums[0]

    @mutant("SIGN", "the largest losses go on: minimisation for maximisation")
    class Maximises(base):
        """-l."""

        def race(self, problem, cloud, halvings):
            y, total = base.race(self, Opposite(problem), cloud, halvings)
            return y, -total

    @mutant("STALE", "a rung is decided by its new examples alone: what was summed before is dropped")
    class SumsForgotten(AnotherRace):
        """Sum from r_{i-1}."""

        def before(self, total, seen):
            return 0.0 * total, seen

    @mutant("STATE", "the first examples are added again in every rung")
    class CountedAgain(AnotherRace):
        """Sum from 0 on top of the old sum."""

        def before(self, total, seen):
            return total, 0

    @mutant("BRANCH", "the first resource is rounded, then multiplied: the last rung does not reach R")
    class RoundedFirst(AnotherRace):
        """floor(R eta^-s) eta^i."""

        def here(self, i, halvings):
            return self.resource // self.eta**halvings * self.eta**i

    @mutant("SCHED", "every rung has the examples of the first")
    class ResourceFixed(AnotherRace):
        """r_i = r_0."""

        def here(self, i, halvings):
            return self.resource // self.eta**halvings

    @mutant("TERM", "nobody leaves before the last rung: random search")
    class NobodyLeaves(AnotherRace):
        """n_i = n."""

        def kept(self, n):
            return n

    @mutant("SCALE", "the number that goes on is rounded up")
    class RoundedUp(AnotherRace):
        """ceil."""

        def kept(self, n):
            return (n + self.eta - 1) // self.eta

    @mutant("SCALE", "half go on whatever eta is")
    class AlwaysHalved(AnotherRace):
        """n // 2."""

        def kept(self, n):
            return n // 2

    @mutant("BRANCH", "the last of equals goes on instead of the first")
    class LastOfEquals(AnotherRace):
        """<=."""

        def chosen(self, cloud, sums, count):
            return last_survivors(cloud, sums, count)

    @mutant("POWER", "the radius enters squared: taken for a standard deviation, it is a variance")
    class RadiusSquared(base):
        """radius^2."""

        def step(self, problem, state, rng):
            return base.step(self._replace(radius=self.radius * self.radius), problem, state, rng)

    return (
        Maximises,
        SumsForgotten,
        CountedAgain,
        RoundedFirst,
        ResourceFixed,
        NobodyLeaves,
        RoundedUp,
        AlwaysHalved,
        LastOfEquals,
        RadiusSquared,
    )


def recounting(base: Any) -> Any:
    """The race that sums from the first example in every rung: the same winner at a higher price."""

    @mutant("NUMPATH", "every rung sums from the first example: the sums known are not used")
    class FromScratch(base):
        """The budget of the paper, without checkpoints."""

        def race(self, problem, cloud, halvings):
            for i in range(halvings):
                here = self.resource // self.eta ** (halvings - i)
                sums = evaluated(problem, cloud, np.zeros_like(cloud[:, 0]), 0, here)
                cloud, _ = survivors(cloud, sums, cloud.shape[0] // self.eta)
            return base.race(self, problem, cloud, 0)

    return FromScratch
