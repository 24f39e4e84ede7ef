"""Named mistakes in AdaZeta."""

from __future__ import annotations

import numpy as np

from refimpl.zeroth_order.adazeta import AdaZeta, State
from refimpl.zeroth_order.estimators import slope
from verification.claim import mutant
from verification.mutants.zeroth_order.common import slope_mutants


class _Own(AdaZeta):
    """The step in parts, for mistakes in one of them."""

    def redrawn(self, problem, sample, rng):
        return sample

    def direction(self, z, x, rng):
        return rng.standard_normal(x.shape[0])

    def summed(self, total, new):
        return total + new

    def moved(self, x, total, Q):
        return x - self.step_size * (total / Q + self.decay * x)

    def step(self, problem, state, rng):
        sample, Q = problem.sample(rng), self.queries(state.t)
        x, total = state.x, np.zeros_like(state.x)
        z = total
        for q in range(Q):
            z = rng.standard_normal(x.shape[0]) if q == 0 else self.direction(z, x, rng)
            total = self.summed(total, slope(problem, x, z, self.smoothing, sample) * z)
            sample = self.redrawn(problem, sample, rng) if q + 1 < Q else sample
        return State(self.moved(x, total, Q), state.t + 1)


@mutant("SCHED", "the schedule counts steps instead of epochs")
class ScheduleOfSteps(AdaZeta):
    """alpha t^beta."""

    def queries(self, t):
        return AdaZeta.queries(self, t * self.epoch_length)


@mutant("SCHED", "epochs are counted from one")
class EpochsFromOne(AdaZeta):
    """alpha (e + 1)^beta."""

    def queries(self, t):
        return AdaZeta.queries(self, t + self.epoch_length)


@mutant("SCHED", "the number of queries is rounded up instead of down")
class RoundedUp(AdaZeta):
    """ceil(alpha e^beta)."""

    def queries(self, t):
        target, queries = self.growth * (t // self.epoch_length) ** self.exponent, 1
        for more in range(2, self.largest + 1):
            if more - 1 < target:
                queries = more
        return queries


@mutant("BRANCH", "the largest number of queries is ignored")
class NoLargest(AdaZeta):
    """max(floor(alpha e^beta), 1)."""

    def queries(self, t):
        return AdaZeta.queries(self._replace(largest=64), t)


@mutant("POWER", "the factor is taken to the power as well")
class FactorInsidePower(AdaZeta):
    """(alpha e)^beta."""

    def queries(self, t):
        return AdaZeta.queries(self._replace(growth=self.growth**self.exponent), t)


@mutant("SCHED", "one query throughout")
class OneQuery(AdaZeta):
    """Q = 1."""

    def queries(self, t):
        return 1


@mutant("NOISE", "every query has a sample of its own")
class FreshSamplePerQuery(_Own):
    """F(.; y_q)."""

    def redrawn(self, problem, sample, rng):
        return problem.sample(rng)


@mutant("NOISE", "the direction is not drawn again for the further queries")
class SameDirection(_Own):
    """z_q = z_1."""

    def direction(self, z, x, rng):
        return z


@mutant("STATE", "the loop over the queries keeps only the last estimate")
class QLoopOverwrites(_Own):
    """s_Q z_Q/Q."""

    def summed(self, total, new):
        return new


@mutant("SCALE", "the estimates are summed instead of averaged")
class SumOverMean(_Own):
    """sum_q s_q z_q."""

    def moved(self, x, total, Q):
        return x - self.step_size * (total + self.decay * x)


@mutant("DECAY", "no weight decay")
class NoDecay(_Own):
    """x - eta g."""

    def moved(self, x, total, Q):
        return x - self.step_size * (total / Q)


@mutant("DECAY", "the decay is averaged over the queries as well")
class DecayAveraged(_Own):
    """x - eta (sum_q s_q z_q + decay x)/Q."""

    def moved(self, x, total, Q):
        return x - self.step_size * (total + self.decay * x) / Q


@mutant("DECAY", "the decay is not multiplied by the step size")
class DecayWithoutStep(_Own):
    """x - eta g - decay x."""

    def moved(self, x, total, Q):
        return x - self.step_size * (total / Q) - self.decay * x


BY_NAME = slope_mutants(AdaZeta)

MUTANTS = (
    QLoopOverwrites,
    ScheduleOfSteps,
    EpochsFromOne,
    RoundedUp,
    NoLargest,
    FactorInsidePower,
    OneQuery,
    FreshSamplePerQuery,
    SameDirection,
    SumOverMean,
    NoDecay,
    DecayAveraged,
    DecayWithoutStep,
    *BY_NAME.values(),
)
