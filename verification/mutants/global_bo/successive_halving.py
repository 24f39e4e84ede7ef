"""Named mistakes in successive halving."""

from __future__ import annotations

from refimpl.global_bo.racing import drawn
from refimpl.global_bo.successive_halving import State, SuccessiveHalving
from verification.claim import mutant
from verification.mutants.global_bo.racing import race_mutants, recounting


@mutant("BRANCH", "the iterate takes part as one of the configurations")
class IterateTakesPart(SuccessiveHalving):
    """y_1 = x."""

    def step(self, problem, state, rng):
        cloud = drawn(state.x, self.radius, self.configurations, rng)
        cloud[0] = state.x
        return State(self.race(problem, cloud, self.halvings)[0])


@mutant("NOISE", "the draws are not scaled by the radius")
class UnscaledDraws(SuccessiveHalving):
    """z."""

    def step(self, problem, state, rng):
        cloud = drawn(state.x, 1.0, self.configurations, rng)
        return State(self.race(problem, cloud, self.halvings)[0])


@mutant("SCHED", "one halving fewer: half the examples are not looked at before many have left")
class OneHalvingFewer(SuccessiveHalving):
    """s - 1."""

    def step(self, problem, state, rng):
        cloud = drawn(state.x, self.radius, self.configurations, rng)
        return State(self.race(problem, cloud, max(self.halvings - 1, 0))[0])


MUTANTS = (IterateTakesPart, UnscaledDraws, OneHalvingFewer, *race_mutants(SuccessiveHalving))
FromScratch = recounting(SuccessiveHalving)  # the same iterates: seen by the claim about cost
