"""Named mistakes in Hyperband."""

from __future__ import annotations

import math
from typing import Any

from refimpl.global_bo.hyperband import Hyperband, State
from refimpl.global_bo.racing import bracket_size, drawn
from verification.claim import mutant
from verification.mutants.global_bo.racing import race_mutants, recounting


class AnotherSchedule(Hyperband):
    """The step with another `centre_of` the draws, `accepts` of the winner or `following` bracket."""

    def centre_of(self, state: Any, first: bool) -> Any:
        return state.x if first else state.centre

    def accepts(self, state: Any, first: bool, least: Any) -> bool:
        return first or least < state.least

    def following(self, s: int) -> int:
        return s - 1 if s > 0 else self.deepest()

    def step(self, problem, state, rng):
        first = state.s == self.deepest()
        centre = self.centre_of(state, first)
        winner, least = self.race(problem, drawn(centre, self.radius, self.size(state.s), rng), state.s)
        if self.accepts(state, first, least):
            return State(winner, centre, least, self.following(state.s))
        return State(state.x, centre, state.least, self.following(state.s))


@mutant("STATE", "the winner of the last bracket is returned instead of the best one")
class LastWinner(AnotherSchedule):
    """No comparison."""

    def accepts(self, state, first, least):
        return True


@mutant("STATE", "the incumbent of one cycle stays on in the next")
class NeverForgets(AnotherSchedule):
    """The comparison is made in the first bracket, too."""

    def accepts(self, state, first, least):
        return state.least == 0 or least < state.least


@mutant("STATE", "every bracket draws around the incumbent: the cycle is no longer one sample of one law")
class CentreMoves(AnotherSchedule):
    """centre = x."""

    def centre_of(self, state, first):
        return state.x


@mutant("SCHED", "the first bracket is left out after the first cycle")
class SkipsDeepest(AnotherSchedule):
    """s_max - 1 follows 0."""

    def following(self, s):
        return s - 1 if s > 0 else max(self.deepest() - 1, 0)


@mutant("SCHED", "the bracket without halving is left out")
class SkipsRandomSearch(AnotherSchedule):
    """s_max follows 1."""

    def following(self, s):
        return s - 1 if s > 1 else self.deepest()


@mutant("SCALE", "eta^s configurations in every bracket: the budgets of brackets differ")
class PlainPowers(Hyperband):
    """n = eta^s."""

    def size(self, s):
        return self.eta**s


@mutant("SCALE", "s_max for s_max + 1 in the number of configurations")
class OneBracketFewer(Hyperband):
    """ceil(s_max eta^s / (s + 1)), at least eta^s."""

    def size(self, s):
        return max(bracket_size(self.eta, s, self.deepest()), self.eta**s)


@mutant("NUMPATH", "s_max by logarithms in floats: 4 for R = 243, eta = 3")
class FloatDeepest(Hyperband):
    """floor(log R / log eta)."""

    def deepest(self):
        return math.floor(math.log(self.resource) / math.log(self.eta))


FromScratch = recounting(Hyperband)  # the same iterates: seen by the claim about cost
# FloatDeepest differs from R = 243 on: seen by the claim about brackets
MUTANTS = (
    LastWinner,
    NeverForgets,
    CentreMoves,
    SkipsDeepest,
    SkipsRandomSearch,
    PlainPowers,
    OneBracketFewer,
    *race_mutants(Hyperband),
)
