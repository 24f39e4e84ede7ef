"""Named mistakes in iterative deepening Hyperband."""

from __future__ import annotations

import numpy as np

from refimpl.global_bo.id_hyperband import Discarding, Efficient, IDHyperband, Preserving
from refimpl.global_bo.racing import extended
from verification.claim import mutant
from verification.mutants.global_bo.racing import Opposite


@mutant("SIGN", "the largest losses go on")
class Maximises(IDHyperband):
    """-l."""

    def step(self, problem, state, rng):
        return IDHyperband.step(self, Opposite(problem), state, rng)


@mutant("TERM", "a bracket keeps the number of configurations it began with: none are added for the larger R")
class NoResampling(IDHyperband):
    """n of the first level of the bracket."""

    def size(self, level, j):
        return IDHyperband.size(self, max(self.first, j), j)


@mutant("STALE", "configurations are promoted by the newest mean known, whatever the examples it is over")
class StaleLossPromotion(IDHyperband):
    """Means over different resources."""

    def losses(self, sums, known, i):
        newest = sums[:, i].copy()
        for c in range(newest.shape[0]):
            for k in range(i, sums.shape[1]):
                if known[c] > k:
                    newest[c] = sums[c, k] / self.eta**k
        return newest


class AnotherSum(IDHyperband):
    """The evaluation with another `begin` (total, seen) of the sum of rung i."""

    def begin(self, sums, c, i, j):
        raise NotImplementedError

    def evaluate(self, problem, cloud, sums, now, known, start, n, j, i):
        for c in range(start, start + n):
            if now[c] > i and known[c] <= i:
                total, seen = self.begin(sums, c, i, j)
                sums[c, i] = extended(problem, cloud[c], total, seen, self.eta ** (j + i))
                known[c] = i + 1.0


@mutant("STALE", "a rung is decided by its new examples alone: what was summed before is dropped")
class SumsForgotten(AnotherSum):
    """Sum from r_{i-1}."""

    def begin(self, sums, c, i, j):
        return 0.0 * sums[c, 0], self.eta ** (j + i - 1) if i > 0 else 0


@mutant("STATE", "the first examples are added again in every rung")
class CountedAgain(AnotherSum):
    """Sum from 0 on top of the old sum."""

    def begin(self, sums, c, i, j):
        return sums[c, i - 1] if i > 0 else 0.0 * sums[c, 0], 0


@mutant("NUMPATH", "every rung sums from the first example: the sums known are not used")
class FromScratch(AnotherSum):
    """Without checkpoints: the same sums at a higher price."""

    def begin(self, sums, c, i, j):
        return 0.0 * sums[c, 0], 0


@mutant("STATE", "deepening begins from scratch: nothing is known or was promoted before")
class StartsAnew(IDHyperband):
    """Hyperband for every R: what discarding promotes, at a higher price."""

    def step(self, problem, state, rng):
        nothing = np.zeros_like(state.rungs)
        return IDHyperband.step(self, problem, state._replace(rungs=nothing, known=nothing), rng)


@mutant("SCHED", "the deepest level is not reached")
class OneLevelFewer(IDHyperband):
    """m' - 1."""

    def step(self, problem, state, rng):
        last = max(self.last - 1, self.first)
        if state.level == last:
            state = state._replace(level=self.last)
        return IDHyperband.step(self, problem, state, rng)


@mutant("BRANCH", "what was promoted before is dropped unless it is among the best")
class AlwaysDiscarding(IDHyperband):
    """Discarding()."""

    def step(self, problem, state, rng):
        return IDHyperband.step(self._replace(promotion=Discarding()), problem, state, rng)


@mutant("BRANCH", "what was promoted before is kept beside the best")
class AlwaysPreserving(IDHyperband):
    """Preserving()."""

    def step(self, problem, state, rng):
        return IDHyperband.step(self._replace(promotion=Preserving()), problem, state, rng)


@mutant("BRANCH", "what was promoted before is kept in place of the best")
class AlwaysEfficient(IDHyperband):
    """Efficient()."""

    def step(self, problem, state, rng):
        return IDHyperband.step(self._replace(promotion=Efficient()), problem, state, rng)


@mutant("BRANCH", "the winner is sought in the bracket of the most halvings alone")
class DeepestBracketAlone(IDHyperband):
    """j = 0."""

    def step(self, problem, state, rng):
        found = IDHyperband.step(self, problem, state, rng)
        best, top = 0, found.level
        for c in range(1, self.size(top, 0)):
            if found.rungs[best] <= top or (
                found.rungs[c] > top and found.sums[c, top] < found.sums[best, top]
            ):
                best = c
        return found._replace(x=found.cloud[best])


# the same iterates: FromScratch, and StartsAnew where promotion is discarding; seen by the claims about cost
MUTANTS = (
    Maximises,
    NoResampling,
    StaleLossPromotion,
    SumsForgotten,
    CountedAgain,
    OneLevelFewer,
    AlwaysDiscarding,
    AlwaysPreserving,
    AlwaysEfficient,
    DeepestBracketAlone,
)
