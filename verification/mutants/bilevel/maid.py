"""Named mistakes in MAID, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.hypergradient import conjugate_gradients
from refimpl.bilevel.maid import MAID, REFINEMENTS, State
from refimpl.core.dialect import norm
from verification.claim import mutant
from verification.mutants.bilevel.directions import of_direction


def search(method, problem, state, z, *, sign=-1, solve=True, held=None):
    """The line search with the slack of the old point of the given sign, or without solving at the trial points.

    `held` is the lower iterate at which the value of the old point is taken.
    """
    x, e, a = state.x, state.accuracy, state.step_size
    at = state.y if held is None else held
    old = problem.upper(x, at) + sign * method.slack(problem, x, at, e)
    for _ in range(method.trials):
        moved = x - a * z
        y = method.solved(problem, moved, state.y, e) if solve else state.y
        new = problem.upper(moved, y) + method.slack(problem, moved, y, e)
        if new - old <= -method.eta * method.eta * a * np.dot(z, z):
            return State(moved, y, state.q, 17 * e / 16, a / method.rho)
        a = a * method.rho
    return State(x, state.y, state.q, e / 2, state.step_size)


@mutant("LINESEARCH", "inexactness is ignored in the line search: no slack at either point")
class NoSlack(MAID):
    """f(x', y') - f(x, y) <= -eta^2 a |z|^2."""

    def slack(self, problem, x, y, e):
        return 0 * e


@mutant("LINESEARCH", "the slack leaves out the curvature of the upper level")
class FirstOrderSlack(MAID):
    """|f_y| e."""

    def slack(self, problem, x, y, e):
        return norm(problem.upper_y(x, y)) * e


@mutant("LINESEARCH", "the old point is taken at its upper bound: its slack has the wrong sign")
class SlackOfOldPointFlipped(MAID):
    """U(x', y') - U(x, y)."""

    def searched(self, problem, state, z):
        return search(self, problem, state, z, sign=1)


@mutant("LINESEARCH", "the slack is that of the trial point alone")
class SlackOfTrialOnly(MAID):
    """U(x', y') - f(x, y)."""

    def searched(self, problem, state, z):
        return search(self, problem, state, z, sign=0)


@mutant("STALE", "the value of the old point is that of the lower iterate before the accuracy was refined")
class ValueBeforeRefinement(MAID):
    """f(x, y^0), the slack of the accuracy after."""

    def step(self, problem, state, rng):
        e = state.accuracy
        y, q, z = self.approximated(problem, state.x, state.y, state.q, e)
        first = y
        for _ in range(REFINEMENTS):
            if self.omega(q, e) <= (1 - self.eta) * norm(z):
                break
            e = e / 2
            y, q, z = self.approximated(problem, state.x, y, q, e)
        return search(self, problem, State(state.x, y, q, e, state.step_size), z, held=first)


@mutant("CERT", "where the right-hand side is within the tolerance it is returned instead of zero")
class RightHandSideReturned(MAID):
    """q = f_y where |f_y| <= e."""

    def approximated(self, problem, x, y, q, e):
        y = self.solved(problem, x, y, e)
        b = problem.upper_y(x, y)
        q = b if norm(b) <= e else conjugate_gradients(problem, x, y, q, e)
        return y, q, self.direction(problem, x, y, q)


@mutant("CERT", "the error bound forgets the curvature of the upper level")
class BoundWithoutCurvature(MAID):
    """l_f1 = 0."""

    def omega(self, q, e):
        slope = self.l_g2 * norm(q)
        return slope * e + self.l_g1 * (e + slope * e) / self.mu


@mutant("CERT", "the accuracy of the direction is not checked")
class NeverRefined(MAID):
    """omega = 0."""

    def omega(self, q, e):
        return 0 * e


@mutant("CERT", "the error bound forgets to divide by mu")
class BoundWithoutMu(MAID):
    """l_g1 (e + (l_f1 + l_g2 |q|) e)."""

    def omega(self, q, e):
        slope = self.l_g2 * norm(q)
        return slope * e + self.l_g1 * (e + (self.l_f1 + slope) * e)


@mutant("CERT", "the tolerance of the distance is used for the lower gradient")
class ResidualForDistance(MAID):
    """|g_y| <= e."""

    def solved(self, problem, x, y, e):
        return super().solved(problem, x, y, e / self.mu)


@mutant("STALE", "the lower level is not solved again at a trial point")
class TrialNotSolved(MAID):
    """f(x', y)."""

    def searched(self, problem, state, z):
        return search(self, problem, state, z, solve=False)


@mutant("SCHED", "the step size starts anew at every step")
class StepSizeReset(MAID):
    """alpha_k = alpha_0."""

    def step(self, problem, state, rng):
        return super().step(problem, state._replace(step_size=self.step_size), rng)


@mutant("SCHED", "the accuracy starts anew at every step")
class AccuracyReset(MAID):
    """e_k = e_0."""

    def step(self, problem, state, rng):
        return super().step(problem, state._replace(accuracy=self.accuracy), rng)


@mutant("STATE", "the lower level starts again from the first lower point at every step")
class ColdLower(MAID):
    """y^0 = start."""

    def step(self, problem, state, rng):
        return super().step(problem, state._replace(y=self.start), rng)


@mutant("STATE", "the linear system starts again from zero at every step")
class ColdAdjoint(MAID):
    """q^0 = 0."""

    def step(self, problem, state, rng):
        return super().step(problem, state._replace(q=np.zeros_like(state.q)), rng)


SHARED = of_direction(MAID)
MUTANTS = (
    *SHARED,
    NoSlack,
    FirstOrderSlack,
    SlackOfOldPointFlipped,
    SlackOfTrialOnly,
    ValueBeforeRefinement,
    RightHandSideReturned,
    BoundWithoutCurvature,
    NeverRefined,
    BoundWithoutMu,
    ResidualForDistance,
    TrialNotSolved,
    StepSizeReset,
    AccuracyReset,
    ColdLower,
    ColdAdjoint,
)
