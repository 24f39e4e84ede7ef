"""Named mistakes in descent aggregation, as people really make them."""

from __future__ import annotations

from refimpl.bilevel.bda import BDA, State
from verification.claim import mutant


class Exchangeable(BDA):
    """The method in parts; a mutant replaces one of them."""

    def weights(self, j):
        """a_j s_u and (1 - a_j) s_l."""
        a = self.aggregation / (j + 1)
        return a * self.upper_weight, (1.0 - a) * self.lower_weight

    def derivative(self, problem, x, y, J, upper, lower):
        """J_{j+1} - J_j."""
        by_upper = problem.upper_xy(x, y) + J @ problem.upper_yy(x, y)
        by_lower = problem.lower_xy(x, y) + J @ problem.lower_yy(x, y)
        return -upper * by_upper - lower * by_lower

    def direction(self, problem, x, y, J):
        """The gradient of phi_T."""
        return problem.upper_x(x, y) + J @ problem.upper_y(x, y)

    def length(self):
        """T."""
        return self.inner_steps

    def step(self, problem, state, rng):
        x, y = state.x, self.start
        J = 0.0 * problem.lower_xy(x, y)
        for j in range(self.length()):
            upper, lower = self.weights(j)
            J = J + self.derivative(problem, x, y, J, upper, lower)
            y = y - upper * problem.upper_y(x, y) - lower * problem.lower_y(x, y)
        return State(x - self.step_size * self.direction(problem, x, y, J))


@mutant("TERM", "no aggregation: the lower level alone is unrolled, as where its solution is unique")
class PlainUnrolling(Exchangeable):
    """a_j = 0."""

    def weights(self, j):
        return 0.0, self.lower_weight


@mutant("STALE", "the weights of the levels are exchanged")
class WeightsExchanged(Exchangeable):
    """a_j s_l and (1 - a_j) s_u."""

    def weights(self, j):
        a = self.aggregation / (j + 1)
        return a * self.lower_weight, (1.0 - a) * self.upper_weight


@mutant("SCHED", "the aggregation does not decrease: the lower level is never solved")
class ConstantAggregation(Exchangeable):
    """a_j = a."""

    def weights(self, j):
        return super().weights(0)


@mutant("SCHED", "the aggregation starts at j = 1")
class AggregationLate(Exchangeable):
    """a_j = a/(j + 2)."""

    def weights(self, j):
        return super().weights(j + 1)


@mutant("SCALE", "the lower level keeps its full weight")
class LowerLevelUndamped(Exchangeable):
    """s_l in place of (1 - a_j) s_l."""

    def weights(self, j):
        upper, _ = super().weights(j)
        return upper, self.lower_weight


@mutant("HYPERGRAD", "the direct term f_x is missing")
class NoDirectTerm(Exchangeable):
    """J f_y."""

    def direction(self, problem, x, y, J):
        return J @ problem.upper_y(x, y)


@mutant("HYPERGRAD", "the aggregated upper level is not differentiated")
class UpperNotDifferentiated(Exchangeable):
    """J without f_xy and f_yy."""

    def derivative(self, problem, x, y, J, upper, lower):
        return super().derivative(problem, x, y, J, 0.0, lower)


@mutant(
    "HYPERGRAD",
    "the derivative of the start of a step is dropped: only the last inner step is differentiated",
)
class LastStepOnly(Exchangeable):
    """J_{j+1} = -(a s_u f_xy + (1 - a) s_l g_xy)."""

    def derivative(self, problem, x, y, J, upper, lower):
        return super().derivative(problem, x, y, 0.0 * J, upper, lower) - J


@mutant("TERM", "one inner step is missing")
class OneInnerStepFewer(Exchangeable):
    """T - 1 inner steps."""

    def length(self):
        return self.inner_steps - 1


MUTANTS = (
    PlainUnrolling,
    WeightsExchanged,
    ConstantAggregation,
    AggregationLate,
    LowerLevelUndamped,
    NoDirectTerm,
    UpperNotDifferentiated,
    LastStepOnly,
    OneInnerStepFewer,
)
