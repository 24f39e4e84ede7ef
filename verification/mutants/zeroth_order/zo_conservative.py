"""Named mistakes in ZO-SGD-Cons."""

from __future__ import annotations

from refimpl.zeroth_order.estimators import slope
from refimpl.zeroth_order.zo_conservative import State, ZOConservative
from verification.claim import mutant
from verification.mutants.zeroth_order.common import slope_mutants


class _Own(ZOConservative):
    """The step with another choice."""

    def chosen(self, value, x, move):
        raise NotImplementedError

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        z = rng.standard_normal(state.x.shape[0])
        move = self.step_size * slope(problem, state.x, z, self.smoothing, sample) * z
        return State(self.chosen(lambda x: problem.sample_value(x, sample), state.x, move))


@mutant("BRANCH", "the step down is always taken: ZO-SGD")
class AlwaysDown(_Own):
    """x - eta g."""

    def chosen(self, value, x, move):
        return x - move


@mutant("BRANCH", "the best of the two moves is taken even where both are worse than x")
class NeverStays(_Own):
    """argmin over x - eta g, x + eta g."""

    def chosen(self, value, x, move):
        return min((x - move, x + move), key=value)


@mutant("BRANCH", "a step up is never taken")
class NeverUp(_Own):
    """argmin over x, x - eta g."""

    def chosen(self, value, x, move):
        return min((x, x - move), key=value)


@mutant("BRANCH", "the largest of the three losses is kept")
class LargestLoss(_Own):
    """argmax."""

    def chosen(self, value, x, move):
        return max((x, x - move, x + move), key=value)


@mutant(
    "BRANCH", "the step up is taken wherever it is better than x, the step down being better still or not"
)
class LastBetter(_Own):
    """x + eta g before x - eta g."""

    def chosen(self, value, x, move):
        return x + move if value(x + move) < value(x) else min((x, x - move), key=value)


@mutant("STATE", "candidates made one from another by an optimiser with momentum 9/10: they do not cancel")
class ConsByOptimiserSteps(_Own):
    """x - eta g, then steps of -2g and g: m = -1.1 g and 0.01 g."""

    def chosen(self, value, x, move):
        down = x - move
        up = down + 1.1 * move
        return min((up - 0.01 * move, down, up), key=value)


@mutant("NOISE", "the three losses are those of the mean, not of the sample of the estimate")
class OtherSample(ZOConservative):
    """argmin of f."""

    def step(self, problem, state, rng):
        sample = problem.sample(rng)
        z = rng.standard_normal(state.x.shape[0])
        move = self.step_size * slope(problem, state.x, z, self.smoothing, sample) * z
        return State(min((state.x, state.x - move, state.x + move), key=problem.value))


BY_NAME = slope_mutants(ZOConservative, "Ascent")  # down and up are exchanged: the smaller is the same

MUTANTS = (
    AlwaysDown,
    NeverStays,
    NeverUp,
    LargestLoss,
    LastBetter,
    ConsByOptimiserSteps,
    OtherSample,
    *BY_NAME.values(),
)
