"""Named mistakes in the (1+lambda)-EA."""

from __future__ import annotations

from refimpl.global_bo.one_plus_lambda import OnePlusLambdaEA, State
from verification.claim import mutant
from verification.mutants.global_bo.evolution import order_mutants


@mutant("BRANCH", "offspring of the same value are refused: no walk on a plateau")
class StrictAcceptance(OnePlusLambdaEA):
    """<."""

    def step(self, problem, state, rng):
        f = self.order.at(state.x)
        y, value = self.best(problem, f, state.x, self.offspring, rng)
        if value < f.value(problem, state.x):
            return State(y)
        return state


@mutant("BRANCH", "the parent is always replaced: a comma for the plus")
class AlwaysAccepted(OnePlusLambdaEA):
    """(1,lambda)."""

    def step(self, problem, state, rng):
        y, _ = self.best(problem, self.order.at(state.x), state.x, self.offspring, rng)
        return State(y)


@mutant("SCALE", "one offspring fewer than asked for: the parent is counted among them")
class OneOffspringFewer(OnePlusLambdaEA):
    """lambda - 1."""

    def step(self, problem, state, rng):
        f = self.order.at(state.x)
        y, value = self.best(problem, f, state.x, self.offspring - 1, rng)
        if value <= f.value(problem, state.x):
            return State(y)
        return state


ORDERS = order_mutants(OnePlusLambdaEA)
MUTANTS = (StrictAcceptance, AlwaysAccepted, OneOffspringFewer, *ORDERS)
