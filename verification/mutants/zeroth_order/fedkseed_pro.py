"""Named mistakes in FedKSeed-Pro."""

from __future__ import annotations

from typing import Any

import numpy as np

from refimpl.zeroth_order.fedkseed_pro import FedKSeedPro
from verification.claim import mutant
from verification.mutants.zeroth_order.federated import federated_mutants


class _OtherHistory(FedKSeedPro):
    """A round from the history h_j that `seen` returns; what it reports is added to the old one."""

    seen: Any

    def step(self, problem, state, rng):
        seen = state._replace(sizes=self.seen(state) * state.reports)
        after = FedKSeedPro.step(self, problem, seen, rng)
        return after._replace(sizes=state.sizes + (after.sizes - seen.sizes))


@mutant("BRANCH", "the probabilities are uniform for ever")
class AlwaysUniform(_OtherHistory):
    """h = 1."""

    def seen(self, state):
        return np.ones_like(state.sizes)


@mutant("SIGN", "small slopes are drawn most often")
class SmallestMost(_OtherHistory):
    """-h."""

    def seen(self, state):
        return -state.sizes / state.reports


@mutant("SCALE", "sums of slopes instead of their means")
class SumsForMeans(_OtherHistory):
    """h = sum."""

    def seen(self, state):
        return state.sizes


@mutant("POWER", "squares of the means")
class Squared(_OtherHistory):
    """h^2."""

    def seen(self, state):
        return (state.sizes / state.reports) ** 2


@mutant("PROX", "slopes are not clipped in the history")
class NotClipped(FedKSeedPro):
    """|s|."""

    def step(self, problem, state, rng):
        wide = FedKSeedPro.step(self._replace(clip=2.0**40), problem, state, rng)
        return wide


@mutant("STATE", "only the last round counts")
class LastRoundOnly(FedKSeedPro):
    """h of one round."""

    def step(self, problem, state, rng):
        after = FedKSeedPro.step(self, problem, state, rng)
        return after._replace(
            sizes=self.clip + after.sizes - state.sizes, reports=1 + after.reports - state.reports
        )


SHARED = federated_mutants(FedKSeedPro)
MUTANTS = (*SHARED, AlwaysUniform, SmallestMost, SumsForMeans, Squared, NotClipped, LastRoundOnly)
