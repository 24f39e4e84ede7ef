"""Named mistakes in consensus-based optimisation."""

from __future__ import annotations

import numpy as np

from refimpl.core.dialect import norm
from refimpl.zeroth_order.cbo import CBO, State
from verification.claim import mutant
from verification.mutants.zeroth_order.consensus import consensus_mutants


class AnotherMove(CBO):
    """The step with another `move` of a particle x from v with the draw z."""

    def move(self, x, v, z):
        raise NotImplementedError

    def kick(self, x, v, z):
        return self.noise * np.sqrt(self.time_step) * self.diffusion.scaled(x - v, z)

    def step(self, problem, state, rng):
        v = self.consensus(problem, state.cloud)
        moved = state.cloud.copy()
        for i in range(moved.shape[0]):
            moved[i] = self.move(state.cloud[i], v, rng.standard_normal(v.shape[0]))
        return State(v, moved)


@mutant("POWER", "the noise is multiplied by dt instead of its root")
class DtForRootDt(AnotherMove):
    """sigma dt."""

    def move(self, x, v, z):
        kick = self.noise * self.time_step * self.diffusion.scaled(x - v, z)
        return x - self.drift * self.time_step * (x - v) + kick


@mutant("BRANCH", "isotropic noise whatever was asked for")
class AlwaysIsotropic(AnotherMove):
    """|x - v| z."""

    def move(self, x, v, z):
        kick = self.noise * np.sqrt(self.time_step) * norm(x - v) * z
        return x - self.drift * self.time_step * (x - v) + kick


@mutant("BRANCH", "anisotropic noise whatever was asked for")
class AlwaysAnisotropic(AnotherMove):
    """(x - v) z."""

    def move(self, x, v, z):
        kick = self.noise * np.sqrt(self.time_step) * (x - v) * z
        return x - self.drift * self.time_step * (x - v) + kick


@mutant("SIGN", "the drift leads away from the consensus point")
class DriftAway(AnotherMove):
    """+ lam dt (x - v)."""

    def move(self, x, v, z):
        return x + self.drift * self.time_step * (x - v) + self.kick(x, v, z)


@mutant("SCALE", "the drift is not multiplied by dt")
class DriftWithoutDt(AnotherMove):
    """lam (x - v)."""

    def move(self, x, v, z):
        return x - self.drift * (x - v) + self.kick(x, v, z)


@mutant("TERM", "no noise")
class NoNoise(AnotherMove):
    """sigma = 0."""

    def move(self, x, v, z):
        return x - self.drift * self.time_step * (x - v)


@mutant("STALE", "noise around the consensus point: the particle is forgotten")
class StartsAtConsensus(AnotherMove):
    """v + kick."""

    def move(self, x, v, z):
        return v - self.drift * self.time_step * (x - v) + self.kick(x, v, z)


@mutant("STATE", "the consensus point is computed from particles some of which have moved")
class MovedParticles(CBO):
    """v anew for every particle."""

    def step(self, problem, state, rng):
        first = self.consensus(problem, state.cloud)
        moved = state.cloud.copy()
        for i in range(moved.shape[0]):
            v = self.consensus(problem, moved)
            away = moved[i] - v
            kick = (
                self.noise
                * np.sqrt(self.time_step)
                * self.diffusion.scaled(away, rng.standard_normal(v.shape[0]))
            )
            moved[i] = moved[i] - self.drift * self.time_step * away + kick
        return State(first, moved)


@mutant("NOISE", "all particles get the same draw")
class OneDrawForAll(AnotherMove):
    """xi_i = xi."""

    def step(self, problem, state, rng):
        v = self.consensus(problem, state.cloud)
        z = rng.standard_normal(v.shape[0])
        moved = state.cloud.copy()
        for i in range(moved.shape[0]):
            x = state.cloud[i]
            moved[i] = x - self.drift * self.time_step * (x - v) + self.kick(x, v, z)
        return State(v, moved)


CONSENSUS = consensus_mutants(CBO)
MOVES = (
    DtForRootDt,
    DriftAway,
    DriftWithoutDt,
    NoNoise,
    StartsAtConsensus,
    MovedParticles,
    OneDrawForAll,
)
# equal in exact arithmetic is the unshifted sum, and equal to one of the two laws a law that is fixed: claims see them
MUTANTS = (*CONSENSUS[1:], *MOVES)
