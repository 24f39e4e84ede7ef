"""Named mistakes in HOAG with adaptive steps, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.hoag_adaptive import AdaptiveHOAG
from verification.claim import mutant
from verification.mutants.bilevel.directions import of_direction
from verification.mutants.bilevel.hoag import of_solvers


@mutant("STATE", "the old point is the array that was moved in place: the increment is always zero")
class AliasedOld(AdaptiveHOAG):
    """s = 0."""

    def falls(self, state, f):
        return f <= state.height + state.tolerance / 4


@mutant("LINESEARCH", "the step is never undone")
class NeverUndone(AdaptiveHOAG):
    """f >= 6 f'/5 is not asked."""

    def rises(self, state, f):
        return 0 * f > 1


@mutant("BRANCH", "the step is undone at every rise")
class EveryRiseUndone(AdaptiveHOAG):
    """f >= f'."""

    def rises(self, state, f):
        return f >= state.height


@mutant("LINESEARCH", "the step size does not grow")
class NeverLonger(AdaptiveHOAG):
    """eta stays where f falls."""

    def falls(self, state, f):
        return 0 * f > 1


@mutant("LINESEARCH", "inexactness is ignored in the comparison")
class NoSlack(AdaptiveHOAG):
    """f <= f' - s^2/eta."""

    def falls(self, state, f):
        return super().falls(state._replace(slack=0 * state.slack, tolerance=0 * state.tolerance), f)


@mutant("STALE", "the tolerances of the two points are exchanged")
class TolerancesExchanged(AdaptiveHOAG):
    """e'/4 + 5 e s/4."""

    def falls(self, state, f):
        return super().falls(state._replace(slack=state.tolerance, tolerance=state.slack), f)


@mutant("SCALE", "the decrease is asked for with half the step")
class HalfDecrease(AdaptiveHOAG):
    """f <= f' + e/4 + 5 e' s/4 - s^2/(2 eta)."""

    def falls(self, state, f):
        return super().falls(state._replace(step_size=2 * state.step_size), f)


@mutant("STATE", "an undone step is not undone: only the step size is halved")
class RisenPointKept(AdaptiveHOAG):
    """x+ = x_k - eta z/2."""

    def step(self, problem, state, rng):
        done = super().step(problem, state, rng)
        if not done.step_size < state.step_size:
            return done
        z = self.direction(problem, state.x, done.y, done.q)
        return done._replace(x=state.x - done.step_size * z)


@mutant("SCHED", "the tolerance is not halved where a step is undone")
class ToleranceNotHalved(AdaptiveHOAG):
    """e_{k+1} = decay e_k."""

    def step(self, problem, state, rng):
        return super().step(problem, state, rng)._replace(tolerance=self.decay * state.tolerance)


@mutant("SCHED", "the tolerance is not decreased")
class ConstantTolerance(AdaptiveHOAG):
    """e_k = e_0."""

    def step(self, problem, state, rng):
        return super().step(problem, state._replace(tolerance=self.tolerance), rng)


SHARED = of_direction(AdaptiveHOAG)
MUTANTS = (
    *SHARED,
    *of_solvers(AdaptiveHOAG),
    AliasedOld,
    NeverUndone,
    EveryRiseUndone,
    NeverLonger,
    NoSlack,
    TolerancesExchanged,
    HalfDecrease,
    RisenPointKept,
    ToleranceNotHalved,
    ConstantTolerance,
)
