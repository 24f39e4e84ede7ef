"""Named mistakes in one-stage descent aggregation, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.one_stage_bda import OneStageBDA, State
from verification.claim import mutant


class Exchangeable(OneStageBDA):
    """The method in parts; a mutant replaces one of them."""

    def weights(self):
        """a s_u and (1 - a) s_l."""
        return self.aggregation * self.upper_weight, (1.0 - self.aggregation) * self.lower_weight

    def centre(self, old, new):
        """Where D_x is differenced."""
        return old

    def correction(self, problem, x, y, u):
        """The derivative of D_y along u."""
        (upper, lower), e = self.weights(), self.difference
        by_upper = problem.upper_x(x, y + e * u) - problem.upper_x(x, y - e * u)
        by_lower = problem.lower_x(x, y + e * u) - problem.lower_x(x, y - e * u)
        return (upper * by_upper + lower * by_lower) / (2 * e)

    def towards(self, problem, x, old, new):
        """u."""
        return problem.upper_y(x, new)

    def moved(self, problem, x, y, correction):
        """x+."""
        return x - self.step_size * (problem.upper_x(x, y) - correction)

    def step(self, problem, state, rng):
        x, old = state.x, state.y
        upper, lower = self.weights()
        y = old - upper * problem.upper_y(x, old) - lower * problem.lower_y(x, old)
        u = self.towards(problem, x, old, y)
        return State(self.moved(problem, x, y, self.correction(problem, x, self.centre(old, y), u)), y)


@mutant("STALE", "u is the upper gradient at the old lower iterate")
class OldUpperGradient(Exchangeable):
    """u = f_y(x, y)."""

    def towards(self, problem, x, old, new):
        return problem.upper_y(x, old)


@mutant("STALE", "the difference is taken around the new lower iterate")
class DifferenceAroundNewIterate(Exchangeable):
    """D_x(x, y+ +- e u)."""

    def centre(self, old, new):
        return new


@mutant("SCALE", "the difference is divided by e instead of 2 e")
class DividedByOneStep(Exchangeable):
    """(D_x(x, y + e u) - D_x(x, y - e u))/e."""

    def correction(self, problem, x, y, u):
        return 2 * super().correction(problem, x, y, u)


@mutant("SIGN", "the correction has the wrong sign")
class CorrectionAdded(Exchangeable):
    """f_x + ..."""

    def moved(self, problem, x, y, correction):
        return super().moved(problem, x, y, -correction)


@mutant("TERM", "the correction is missing: the lower step is not differentiated")
class NoCorrection(Exchangeable):
    """f_x alone."""

    def moved(self, problem, x, y, correction):
        return super().moved(problem, x, y, 0.0 * correction)


@mutant("TERM", "no aggregation: one plain step of the lower level, as in DARTS")
class PlainStep(Exchangeable):
    """a = 0."""

    def weights(self):
        return 0.0, self.lower_weight


@mutant("STALE", "the weights of the levels are exchanged")
class WeightsExchanged(Exchangeable):
    """a s_l and (1 - a) s_u."""

    def weights(self):
        return self.aggregation * self.lower_weight, (1.0 - self.aggregation) * self.upper_weight


@mutant("SCALE", "the lower level keeps its full weight")
class LowerLevelUndamped(Exchangeable):
    """s_l in place of (1 - a) s_l."""

    def weights(self):
        return self.aggregation * self.upper_weight, self.lower_weight


MUTANTS = (
    OldUpperGradient,
    DifferenceAroundNewIterate,
    DividedByOneStep,
    CorrectionAdded,
    NoCorrection,
    PlainStep,
    WeightsExchanged,
    LowerLevelUndamped,
)
