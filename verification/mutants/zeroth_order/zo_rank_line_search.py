"""Named mistakes in the line search by ranking, and those in its direction."""

from __future__ import annotations

from refimpl.zeroth_order.zo_rank_line_search import ZORankLineSearch
from refimpl.zeroth_order.zo_rank_sgd import State, ranked_direction
from verification.claim import mutant
from verification.mutants.zeroth_order.rankings import ranking_mutants


class AnotherSearch(ZORankLineSearch):
    """The step with another `chosen` of the points x, x - eta g, x - eta gamma g, ... and their values."""

    def chosen(self, points, values):
        raise NotImplementedError

    def step(self, problem, state, rng):
        d = state.x.shape[0]
        xi = rng.standard_normal(self.candidates * d).reshape((self.candidates, d))
        move = self.step_size * ranked_direction(problem, state.x, xi, self.smoothing, self.best)
        points = [state.x]
        for _ in range(self.trials):
            points.append(state.x - move)
            move = self.shrinking * move
        return State(self.chosen(points, [problem.value(x) for x in points]))


def first_least(points, values):
    """The first point of least value."""
    least = 0
    for i in range(1, len(points)):
        if values[i] < values[least]:
            least = i
    return points[least]


@mutant("LINESEARCH", "the old point is not among those that are ranked: the run may go up")
class OldPointLeftOut(AnotherSearch):
    """j = 0 .. l - 1."""

    def chosen(self, points, values):
        return first_least(points[1:], values[1:])


@mutant("LINESEARCH", "the first point that is better is taken, not the best")
class FirstBetter(AnotherSearch):
    """Backtracking."""

    def chosen(self, points, values):
        for point, value in zip(points[1:], values[1:]):
            if value < values[0]:
                return point
        return points[0]


@mutant("LINESEARCH", "the longest step is taken without a search")
class NoSearch(AnotherSearch):
    """x - eta g."""

    def chosen(self, points, values):
        return points[1]


@mutant("BRANCH", "one trial too few")
class OneTrialFewer(AnotherSearch):
    """j = 0 .. l - 2."""

    def chosen(self, points, values):
        return first_least(points[:-1], values[:-1])


@mutant("SIGN", "the worst point is taken")
class WorstPoint(AnotherSearch):
    """max."""

    def chosen(self, points, values):
        return first_least(points, [-value for value in values])


SEARCHES = (OldPointLeftOut, FirstBetter, NoSearch, OneTrialFewer, WorstPoint)
MUTANTS = (*SEARCHES, *ranking_mutants(ZORankLineSearch))
