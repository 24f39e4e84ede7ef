"""Named mistakes in the self-adjusting (1,lambda)-EA."""

from __future__ import annotations

import numpy as np

from refimpl.global_bo.one_comma_lambda import OneCommaLambdaEA, State
from verification.claim import mutant
from verification.mutants.global_bo.evolution import order_mutants


class AnotherRule(OneCommaLambdaEA):
    """The step with another `adapted` of lambda, or another `rounded`."""

    def rounded(self, size):
        count = 1
        while count + 0.5 <= size and count < self.largest:
            count = count + 1
        return count

    def step(self, problem, state, rng):
        f, count = self.order.at(state.x), self.rounded(state.size)
        y, value = self.best(problem, f, state.x, count, rng)
        for _ in range((self.largest - count) * state.x.shape[0]):
            rng.random()
        return self.following(state, y, value, f.value(problem, state.x))

    def following(self, state, y, value, before):
        return State(y, self.adapted(state.size, value < before))

    def adapted(self, size, success):
        if success:
            return np.maximum(1.0, size / self.factor)
        return np.minimum(size * self.growth(), self.largest)

    def growth(self):
        return np.exp(np.log(self.factor) / self.success_ratio)


@mutant("SIGN", "lambda grows after success and shrinks after failure")
class GrowsOnSuccess(AnotherRule):
    """The rule reversed."""

    def adapted(self, size, success):
        if success:
            return np.minimum(size * self.growth(), self.largest)
        return np.maximum(1.0, size / self.factor)


@mutant("POWER", "F^s for F^(1/s)")
class PowerInverted(AnotherRule):
    """F^s."""

    def growth(self):
        return np.exp(np.log(self.factor) * self.success_ratio)


@mutant("POWER", "both factors are F: s is ignored")
class RatioIgnored(AnotherRule):
    """F."""

    def growth(self):
        return 1.0 * self.factor


@mutant("STALE", "the root is on the factor of success")
class RootOnSuccess(AnotherRule):
    """lambda / F^(1/s), lambda F."""

    def adapted(self, size, success):
        if success:
            return np.maximum(1.0, size / self.growth())
        return np.minimum(size * self.factor, self.largest)


@mutant("DAMP", "lambda may fall below one")
class NoLowerLimit(AnotherRule):
    """No maximum with 1; still at least one offspring."""

    def adapted(self, size, success):
        if success:
            return size / self.factor
        return np.minimum(size * self.growth(), self.largest)


@mutant("DAMP", "lambda grows on while the number of offspring is bounded: successes wind it down for long")
class NoUpperLimit(AnotherRule):
    """No minimum with `largest`."""

    def adapted(self, size, success):
        if success:
            return np.maximum(1.0, size / self.factor)
        return size * self.growth()


@mutant("STATE", "the rounded lambda is kept instead of the real one")
class KeepsRounded(AnotherRule):
    """round(lambda) F^(1/s)."""

    def adapted(self, size, success):
        return AnotherRule.adapted(self, 0.0 * size + self.rounded(size), success)


@mutant("BRANCH", "lambda is rounded down")
class RoundedDown(AnotherRule):
    """floor."""

    def rounded(self, size):
        count = 1
        while count + 1.0 <= size:
            count = count + 1
        return count


@mutant("BRANCH", "an equal value counts as success")
class EqualIsSuccess(AnotherRule):
    """<=."""

    def following(self, state, y, value, before):
        return State(y, self.adapted(state.size, value <= before))


@mutant("BRANCH", "a parent that is better than all offspring is kept: a plus for the comma")
class KeepsBetterParent(AnotherRule):
    """(1+lambda)."""

    def following(self, state, y, value, before):
        x = y if value <= before else state.x
        return State(x, self.adapted(state.size, value < before))


@mutant("STATE", "lambda is not adapted")
class FixedSize(AnotherRule):
    """lambda = 1."""

    def adapted(self, size, success):
        return size


ORDERS = order_mutants(OneCommaLambdaEA)
MUTANTS = (
    GrowsOnSuccess,
    PowerInverted,
    RatioIgnored,
    RootOnSuccess,
    NoLowerLimit,
    NoUpperLimit,
    KeepsRounded,
    RoundedDown,
    EqualIsSuccess,
    KeepsBetterParent,
    FixedSize,
    *ORDERS,
)
