"""Named mistakes in the schedule and the parameters of F2SA."""

from __future__ import annotations

from refimpl.bilevel.f2sa import F2SA, State
from refimpl.core.dialect import rational_power
from verification.claim import mutant


def penalty(method, k):
    """lambda_k."""
    return rational_power(method.penalty * method.penalty * method.penalty + method.growth * k, 1, 3)


def frozen(method, weight, alpha, inner_steps):
    """F2SA with the given lambda, alpha and T for one step."""
    return F2SA(alpha * weight, method.lower_step_size, method.ratio, weight, 0.0, inner_steps, method.start)


@mutant("SCHED", "lambda is not increased")
class PenaltyNotIncreased(F2SA):
    """lambda_k = lambda_0."""

    def step(self, problem, state, rng):
        alpha = self.step_size / self.penalty
        return frozen(self, self.penalty, alpha, self.inner_steps).step(problem, state, rng)


@mutant("SCHED", "lambda is increased before the step instead of after it")
class PenaltyIncreasedEarly(F2SA):
    """lambda_{k+1} in step k."""

    def step(self, problem, state, rng):
        weight = penalty(self, state.k + 1)
        return frozen(self, weight, self.step_size / weight, self.inner_steps).step(problem, state, rng)


@mutant("POWER", "lambda grows like k^(1/7), the schedule for noise in both levels")
class SlowSchedule(F2SA):
    """lambda_k = lambda_0 (1 + k growth / lambda_0^3)^(1/7)."""

    def step(self, problem, state, rng):
        cube = self.penalty * self.penalty * self.penalty
        weight = self.penalty * rational_power(1.0 + self.growth * state.k / cube, 1, 7)
        return frozen(self, weight, self.step_size / weight, self.inner_steps).step(problem, state, rng)


@mutant("SCHED", "alpha is not shrunk as lambda grows")
class StepNotShrunk(F2SA):
    """alpha_k = c / lambda_0."""

    def step(self, problem, state, rng):
        weight = penalty(self, state.k)
        alpha = self.step_size / self.penalty
        return frozen(self, weight, alpha, self.inner_steps).step(problem, state, rng)


@mutant("TERM", "one inner step is missing")
class OneInnerStepFewer(F2SA):
    """T - 1 inner steps."""

    def step(self, problem, state, rng):
        weight = penalty(self, state.k)
        alpha = self.step_size / weight
        return frozen(self, weight, alpha, self.inner_steps - 1).step(problem, state, rng)


@mutant("SCALE", "lambda is 2 % too large")
class PenaltyTooLarge(F2SA):
    """1.02 lambda_k with the right alpha_k."""

    def step(self, problem, state, rng):
        weight = penalty(self, state.k)
        alpha = self.step_size / weight
        return frozen(self, 1.02 * weight, alpha, self.inner_steps).step(problem, state, rng)


@mutant("SCALE", "the x step is 2 % too long")
class StepTooLong(F2SA):
    """x+ = x - 1.02 xi alpha G."""

    def step(self, problem, state, rng):
        weight = penalty(self, state.k)
        done = frozen(self, weight, self.step_size / weight, self.inner_steps).step(problem, state, rng)
        return State(state.x + 1.02 * (done.x - state.x), done.y, done.z, done.k)


PARAMETER_MUTANTS = (
    PenaltyNotIncreased,
    PenaltyIncreasedEarly,
    SlowSchedule,
    StepNotShrunk,
    OneInnerStepFewer,
    PenaltyTooLarge,
    StepTooLong,
)
