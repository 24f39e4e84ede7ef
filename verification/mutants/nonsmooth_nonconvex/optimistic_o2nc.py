"""Named mistakes in optimistic online-to-non-convex conversion."""

from __future__ import annotations

import numpy as np

from refimpl.nonsmooth_nonconvex.optimistic_o2nc import OptimisticO2NC, State
from verification.claim import mutant


class _Parts(OptimisticO2NC):
    """The step in parts, for mistakes in one of them."""

    def guess(self, problem, x, centre):
        shift = centre
        for _ in range(self.iterations):
            shift = self.moved(centre, problem.gradient(x + shift / 2))
        return shift

    def query(self, x, shift):
        return x + shift / 2

    def next(self, centre, shift, g):
        return self.moved(centre, g)

    def step(self, problem, state, rng):
        shift = self.guess(problem, state.x, state.centre)
        centre = self.next(state.centre, shift, problem.gradient(self.query(state.x, shift)))
        if (state.n + 1) % self.epoch == 0:
            centre = np.zeros_like(shift)
        return State(state.x + shift, centre, state.n + 1)


@mutant("TERM", "no optimism: the displacement is the centre")
class NoHint(_Parts):
    """Delta = Dhat."""

    def guess(self, problem, x, centre):
        return centre


@mutant("STALE", "the hint is the gradient at x_{n-1}")
class HintAtStart(_Parts):
    """grad F(x)."""

    def guess(self, problem, x, centre):
        return self.moved(centre, problem.gradient(x))


@mutant("STATE", "each iteration of the fixed point starts from the last guess instead of the centre")
class GuessesAddUp(_Parts):
    """P(Delta^i - eta grad)."""

    def guess(self, problem, x, centre):
        shift = centre
        for _ in range(self.iterations):
            shift = self.moved(shift, problem.gradient(x + shift / 2))
        return shift


@mutant("SCALE", "the fixed point is sought with the gradient at x_n instead of the middle")
class HintAtEnd(_Parts):
    """grad F(x + Delta)."""

    def guess(self, problem, x, centre):
        shift = centre
        for _ in range(self.iterations):
            shift = self.moved(centre, problem.gradient(x + shift))
        return shift


@mutant("STALE", "the gradient is taken at the end point")
class QueryAtEnd(_Parts):
    """grad F(x_n)."""

    def query(self, x, shift):
        return x + shift


@mutant("STALE", "the gradient is taken at the start")
class QueryAtStart(_Parts):
    """grad F(x_{n-1})."""

    def query(self, x, shift):
        return x + 0 * shift


@mutant("STATE", "the next centre is a step from the displacement instead of the old centre")
class FromTheDisplacement(_Parts):
    """P(Delta - eta g)."""

    def next(self, centre, shift, g):
        return self.moved(shift, g)


@mutant("STALE", "the next centre is the displacement: the gradient at the middle is not used")
class CentreIsDisplacement(_Parts):
    """Dhat = Delta."""

    def next(self, centre, shift, g):
        return shift


@mutant("SIGN", "the learner climbs")
class Ascent(_Parts):
    """+ eta g."""

    def moved(self, centre, g):
        return OptimisticO2NC.moved(self, centre, -g)


@mutant("PROX", "displacements are not projected")
class NotProjected(_Parts):
    """centre - eta g."""

    def moved(self, centre, g):
        return centre - self.step_size * g


@mutant("SCHED", "no restart at the start of an epoch")
class NoRestart(OptimisticO2NC):
    """Dhat is carried on."""

    def step(self, problem, state, rng):
        return OptimisticO2NC.step(self._replace(epoch=2**60), problem, state, rng)


MUTANTS = (
    NoHint,
    HintAtStart,
    GuessesAddUp,
    HintAtEnd,
    QueryAtEnd,
    QueryAtStart,
    FromTheDisplacement,
    CentreIsDisplacement,
    Ascent,
    NotProjected,
    NoRestart,
)
