"""Named mistakes in away-step Frank-Wolfe with backtracking."""

from __future__ import annotations

import numpy as np

from refimpl.frank_wolfe.away_frank_wolfe import IN_USE, TRIALS, AwayFrankWolfe, State
from verification.claim import mutant


class _Parts(AwayFrankWolfe):
    """The step taken apart: each mutant changes one part."""

    def form(self, g):
        return g

    def worst(self, g, x):
        return np.argmax(np.where(x > IN_USE, g, -np.inf))

    def goes_away(self, toward, away):
        return away > toward

    def top(self, weight):
        return weight / (1 - weight)

    def first_estimate(self, M):
        return self.decrease * M

    def squared(self, d):
        return np.dot(d, d)

    def accepted(self, ahead, here, slope, square):
        return ahead <= here - slope + square / 2

    def kept(self, M):
        return M

    def step(self, problem, state, rng):
        x, g = state.x, problem.gradient(state.x)
        d, top, e = problem.linear_minimizer(self.form(g)) - x, 1.0, np.zeros_like(x)
        e[self.worst(g, x)] = 1.0
        if self.goes_away(-np.dot(g, d), np.dot(g, e - x)):
            d, top = x - e, self.top(np.dot(e, x))
        slope, M = -np.dot(g, d), self.first_estimate(state.M)
        if slope <= 0:
            return state
        for _ in range(TRIALS):
            gamma = np.minimum(slope / (M * self.squared(d)), top)
            y = x + gamma * d
            square = M * gamma * gamma * np.dot(d, d)
            if self.accepted(problem.value(y), problem.value(x), gamma * slope, square):
                break
            M = self.increase * M
        return State(y, self.kept(M))


@mutant("SIGN", "the away vertex is the best of those in use")
class AwayFromTheBest(_Parts):
    """`worst` is np.argmin(np.where(x > IN_USE, g, np.inf))."""

    def worst(self, g, x):
        return np.argmin(np.where(x > IN_USE, g, np.inf))


@mutant(
    "BRANCH", "the away vertex is taken from all vertices, not from those in use: weights become negative"
)
class AwayFromAnyVertex(_Parts):
    """a = argmax g over all vertices; one without weight cuts nothing."""

    def worst(self, g, x):
        return np.argmax(g)

    def top(self, weight):
        return weight / (1 - weight) if weight > IN_USE else 1.0


@mutant("TERM", "no away steps: plain Frank-Wolfe")
class NoAwaySteps(_Parts):
    """`goes_away` is toward < 0."""

    def goes_away(self, toward, away):
        return toward < 0


@mutant("BRANCH", "the worse of the two directions is taken")
class WorseDirection(_Parts):
    """`goes_away` is 0 < away < toward."""

    def goes_away(self, toward, away):
        return 0 < away < toward


@mutant("DAMP", "the away step is not cut where the vertex is used up: weights become negative")
class NoTop(_Parts):
    """`top` is 1.0 + 0 * weight."""

    def top(self, weight):
        return 1.0 + 0 * weight


@mutant("SCALE", "the away step is cut at the weight w_a instead of w_a/(1 - w_a): nothing is ever dropped")
class TopAtTheWeight(_Parts):
    """`top` is weight."""

    def top(self, weight):
        return weight


@mutant("LINESEARCH", "no backtracking: the first estimate is trusted, outside the domain too")
class NoBacktracking(_Parts):
    """`accepted` is True."""

    def accepted(self, ahead, here, slope, square):
        return True


@mutant("LINESEARCH", "any decrease is enough")
class AnyDecrease(_Parts):
    """`accepted` is ahead <= here."""

    def accepted(self, ahead, here, slope, square):
        return ahead <= here


@mutant("LINESEARCH", "the parabola without its half")
class TwiceTheCurvature(_Parts):
    """`accepted` is ahead <= here - slope + square."""

    def accepted(self, ahead, here, slope, square):
        return ahead <= here - slope + square


@mutant("STATE", "the estimate is never decreased")
class NeverDecreased(_Parts):
    """`first_estimate` is M."""

    def first_estimate(self, M):
        return M


@mutant("STATE", "every step starts from the first estimate")
class EstimateForgotten(_Parts):
    """`kept` is self.estimate."""

    def kept(self, M):
        return self.estimate


@mutant("POWER", "|d| instead of |d|^2")
class LengthNotSquared(_Parts):
    """`squared` is np.sqrt(np.dot(d, d))."""

    def squared(self, d):
        return np.sqrt(np.dot(d, d))


@mutant("SIGN", "the linear oracle maximises")
class LinearMaximizer(_Parts):
    """`form` is -g."""

    def form(self, g):
        return -g


MUTANTS = (
    AwayFromTheBest,
    AwayFromAnyVertex,
    NoAwaySteps,
    WorseDirection,
    NoTop,
    TopAtTheWeight,
    NoBacktracking,
    AnyDecrease,
    TwiceTheCurvature,
    NeverDecreased,
    EstimateForgotten,
    LengthNotSquared,
    LinearMaximizer,
)
