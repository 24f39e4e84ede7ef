"""Mistakes in iterative deepening, made in any of its three promotions."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.global_bo.discarding_id_hyperband import DiscardingIDHyperband
from refimpl.global_bo.efficient_id_hyperband import EfficientIDHyperband
from refimpl.global_bo.preserving_id_hyperband import PreservingIDHyperband
from refimpl.global_bo.racing import best, drawn, extended, survivors
from verification.claim import mutant
from verification.mutants.global_bo.racing import Opposite


def deepening_mutants(base: Any) -> tuple[Any, ...]:
    """The mistakes that can be planted into every promotion, without those of the other two."""

    class AnotherSum(base):
        """The measurement with another `begin` (sum, examples in it) of the sum of a rung."""

        def begin(self, total, seen):
            raise NotImplementedError

        def measure(self, problem, cloud, sums, known, alive, i, j):
            for c in range(known.shape[0]):
                if alive[c] > 0 and known[c] <= i:
                    total, start = self.begin(sums[c, i], self.seen(i, j))
                    sums[c, i + 1] = extended(problem, cloud[c], total, start, self.seen(i + 1, j))
                    known[c] = i + 1.0

    @mutant("SIGN", "the largest losses go on: minimisation for maximisation")
    class Maximises(base):
        """-l."""

        def step(self, problem, state, rng):
            return base.step(self, Opposite(problem), state, rng)

    @mutant(
        "TERM", "a bracket keeps the number of configurations it began with: none are added for the larger R"
    )
    class NoResampling(base):
        """n of the first level of the bracket."""

        def bracket(self, problem, cloud, sums, known, j, halvings):
            n = self.size(max(self.first, j), j)
            cloud, sums, known = cloud[:n], sums[:n], known[:n]
            ranks = np.zeros_like(known)
            for i in range(halvings + 1):
                alive = best(ranks, max(n // self.eta**i, 1))
                self.measure(problem, cloud, sums, known, alive, i, j)
                ranks = self.ranks(sums, known, alive, i + 1)
            kept, totals = survivors(cloud, ranks, 1)
            return kept[0], totals[0]

    @mutant("STALE", "configurations are promoted by the newest mean known, whatever the examples it is over")
    class StaleLossPromotion(base):
        """Means over different resources."""

        def ranks(self, sums, known, alive, rungs):
            newest = sums.copy()
            for c in range(known.shape[0]):
                for k in range(rungs, sums.shape[1]):
                    if known[c] >= k:
                        newest[c, rungs] = sums[c, k] / self.eta ** (k - rungs)
            return base.ranks(self, newest, known, alive, rungs)

    @mutant("STALE", "a rung is decided by its new examples alone: what was summed before is dropped")
    class SumsForgotten(AnotherSum):
        """Sum from r_{i-1}."""

        def begin(self, total, seen):
            return 0.0 * total, seen

    @mutant("STATE", "the first examples are added again in every rung")
    class CountedAgain(AnotherSum):
        """Sum from 0 on top of the old sum."""

        def begin(self, total, seen):
            return total, 0

    @mutant("STATE", "all configurations are drawn again for the larger R, beside sums of the old ones")
    class DrawsAgain(base):
        """Another cloud."""

        def step(self, problem, state, rng):
            cloud = drawn(state.x, self.radius, state.cloud.shape[0], rng)
            return base.step(self, problem, state._replace(cloud=cloud), rng)

    @mutant("SCHED", "the deepest level is not reached")
    class OneLevelFewer(base):
        """m' - 1."""

        def step(self, problem, state, rng):
            last = max(self.last - 1, self.first)
            if state.level == last:
                state = state._replace(level=self.last)
            return base.step(self, problem, state, rng)

    @mutant("BRANCH", "the winner is sought in the bracket of the most halvings alone")
    class DeepestBracketAlone(base):
        """j = 0."""

        def bracket(self, problem, cloud, sums, known, j, halvings):
            y, total = base.bracket(self, problem, cloud, sums, known, j, halvings)
            return y, total if j == 0 else np.inf

    @mutant("POWER", "the radius enters squared: taken for a standard deviation, it is a variance")
    class RadiusSquared(base):
        """radius^2."""

        def step(self, problem, state, rng):
            return base.step(self._replace(radius=self.radius * self.radius), problem, state, rng)

    @mutant("BRANCH", "who went on for a smaller R and is behind new ones is dropped")
    class DropsOldOnes(base):
        """As in discarding."""

        def ranks(self, sums, known, alive, rungs):
            return DiscardingIDHyperband.ranks(self, sums, known, alive, rungs)

    @mutant("BRANCH", "who went on for a smaller R competes in all rungs where it has been")
    class KeepsOldOnes(base):
        """As in preserving."""

        def ranks(self, sums, known, alive, rungs):
            return PreservingIDHyperband.ranks(self, sums, known, alive, rungs)

    @mutant("BRANCH", "who went on for a smaller R goes on before all others")
    class OldOnesFirst(base):
        """As in efficient."""

        def ranks(self, sums, known, alive, rungs):
            return EfficientIDHyperband.ranks(self, sums, known, alive, rungs)

    own = {DiscardingIDHyperband: DropsOldOnes, PreservingIDHyperband: KeepsOldOnes}.get(base, OldOnesFirst)
    others = tuple(m for m in (DropsOldOnes, KeepsOldOnes, OldOnesFirst) if m is not own)
    # those with newer means are old ones, which go on anyway where they are first
    stale = () if base is EfficientIDHyperband else (StaleLossPromotion,)
    return (
        Maximises,
        NoResampling,
        *stale,
        SumsForgotten,
        CountedAgain,
        DrawsAgain,
        OneLevelFewer,
        DeepestBracketAlone,
        RadiusSquared,
        *others,
    )


def wasteful(base: Any) -> tuple[Any, Any]:
    """What asks for more examples: the sums known are not extended; nothing is known from a smaller R.

    The second one forgets who went on, too: all iterates are the same where that is not asked, in discarding.
    """

    @mutant("NUMPATH", "every rung sums from the first example: the sums known are not used")
    class FromScratch(base):
        """Without checkpoints: the same sums at a higher price."""

        def measure(self, problem, cloud, sums, known, alive, i, j):
            base.measure(self, problem, cloud, sums, known, alive, i, j)
            for c in range(known.shape[0]):
                if alive[c] > 0 and i > 0:
                    extended(problem, cloud[c], sums[c, 0], 0, self.seen(i, j))

    @mutant("STATE", "deepening begins from scratch: nothing is known or was promoted before")
    class StartsAnew(base):
        """Hyperband for every R."""

        def step(self, problem, state, rng):
            return base.step(self, problem, state._replace(known=np.zeros_like(state.known)), rng)

    return FromScratch, StartsAnew
