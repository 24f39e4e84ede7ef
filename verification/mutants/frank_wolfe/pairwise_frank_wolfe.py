"""Named mistakes in pairwise Frank-Wolfe."""

from __future__ import annotations

import numpy as np

from refimpl.frank_wolfe.away_frank_wolfe import worst_in_use
from refimpl.frank_wolfe.pairwise_frank_wolfe import PairwiseFrankWolfe
from refimpl.frank_wolfe.short_step_frank_wolfe import State, shortened
from verification.claim import mutant
from verification.mutants.frank_wolfe.short_steps import short_step_mutants


class _Pair(PairwiseFrankWolfe):
    """Direction and longest step."""

    def parts(self, problem, x, g):
        e = worst_in_use(x, g)
        return problem.linear_minimizer(g) - e, np.dot(e, x)


class _Another(PairwiseFrankWolfe):
    """The step from another away vertex or with another longest step."""

    def worst(self, x, g):
        return worst_in_use(x, g)

    def top(self, e, x):
        return np.dot(e, x)

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        e = self.worst(state.x, g)
        return State(shortened(state.x, g, problem.linear_minimizer(g) - e, self.top(e, state.x), self.L))


@mutant("SIGN", "the away vertex is the best of those in use")
class AwayFromTheBest(_Another):
    """argmin."""

    def worst(self, x, g):
        return worst_in_use(x, -g)


@mutant("BRANCH", "the away vertex is taken from all vertices, not from those in use")
class AwayFromAnyVertex(_Another):
    """argmax over all."""

    def worst(self, x, g):
        return worst_in_use(np.ones_like(x), g)


@mutant("BRANCH", "the away vertex is the one of most weight")
class AwayFromTheHeaviest(_Another):
    """argmax x."""

    def worst(self, x, g):
        return worst_in_use(x, x)


@mutant("SCALE", "the step is cut at x_a/(1 - x_a), as an away step: weights become negative")
class TopOfAwayStep(_Another):
    """x_a/(1 - x_a)."""

    def top(self, e, x):
        weight = np.dot(e, x)
        return weight / (1 - weight) if weight < 1 else 1.0


@mutant("TERM", "no pairs: plain short steps")
class NoPairs(PairwiseFrankWolfe):
    """v - x."""

    def step(self, problem, state, rng):
        g = problem.gradient(state.x)
        return State(shortened(state.x, g, problem.linear_minimizer(g) - state.x, 1.0, self.L))


SHARED = short_step_mutants(_Pair)
MUTANTS = (*SHARED, AwayFromTheBest, AwayFromAnyVertex, AwayFromTheHeaviest, TopOfAwayStep, NoPairs)
