"""Named mistakes in consensus hopping."""

from __future__ import annotations

import numpy as np

from refimpl.zeroth_order.consensus_hopping import ConsensusHopping, State
from verification.claim import mutant
from verification.mutants.zeroth_order.consensus import consensus_mutants


class AnotherCloud(ConsensusHopping):
    """The step with another `cloud` from x and the draws z."""

    def cloud(self, x, z):
        raise NotImplementedError

    def step(self, problem, state, rng):
        d = state.x.shape[0]
        z = rng.standard_normal(self.particles * d).reshape((self.particles, d))
        return State(self.consensus(problem, self.cloud(state.x, z)))


@mutant("POWER", "the variance of the cloud is taken for its standard deviation")
class SpreadSquared(AnotherCloud):
    """x + s^2 z."""

    def cloud(self, x, z):
        return x + self.spread * self.spread * z


@mutant("TERM", "the spread is left out")
class UnitSpread(AnotherCloud):
    """x + z."""

    def cloud(self, x, z):
        return x + z


@mutant("STALE", "the cloud is around the origin")
class CloudAtOrigin(AnotherCloud):
    """s z."""

    def cloud(self, x, z):
        return 0 * x + self.spread * z


@mutant("NOISE", "one number for all coordinates of a particle")
class OneNumberPerParticle(AnotherCloud):
    """z_i = c_i (1, ..., 1)."""

    def cloud(self, x, z):
        return x + self.spread * np.outer(z[:, 0], np.ones_like(x))


@mutant("SCALE", "half of the way to the consensus point")
class HalfWay(ConsensusHopping):
    """(x + v)/2."""

    def step(self, problem, state, rng):
        return State((state.x + ConsensusHopping.step(self, problem, state, rng).x) / 2)


CONSENSUS = consensus_mutants(ConsensusHopping)
CLOUDS = (SpreadSquared, UnitSpread, CloudAtOrigin, OneNumberPerParticle, HalfWay)
MUTANTS = (*CONSENSUS[1:], *CLOUDS)  # in exact arithmetic the unshifted sum is equal: claims see it
