"""Named mistakes in monotonic Frank-Wolfe."""

from __future__ import annotations

from refimpl.frank_wolfe.monotonic_frank_wolfe import MonotonicFrankWolfe, State
from verification.claim import mutant


class _Parts(MonotonicFrankWolfe):
    """The step taken apart: each mutant changes one part."""

    def length(self, t):
        return 2 / (t + self.shift)

    def form(self, problem, x):
        return problem.gradient(x)

    def accepts(self, problem, y, x):
        return problem.value(y) <= problem.value(x)

    def after_null(self, t):
        return t + 1

    def step(self, problem, state, rng):
        gamma = self.length(state.t)
        v = problem.linear_minimizer(self.form(problem, state.x))
        y = (1 - gamma) * state.x + gamma * v
        if self.accepts(problem, y, state.x):
            return State(y, state.t + 1)
        return State(state.x, self.after_null(state.t))


@mutant("DAMP", "every step is taken: no test of the domain and of the value")
class NoTest(_Parts):
    """`accepts` is True."""

    def accepts(self, problem, y, x):
        return True


@mutant("BRANCH", "the step is taken where f rises")
class TakesTheRise(_Parts):
    """`accepts` is problem.value(y) > problem.value(x)."""

    def accepts(self, problem, y, x):
        return problem.value(y) > problem.value(x)


@mutant("BRANCH", "a step that leaves f as it is counts as a failure")
class StrictDecrease(_Parts):
    """`accepts` is problem.value(y) < problem.value(x)."""

    def accepts(self, problem, y, x):
        return problem.value(y) < problem.value(x)


@mutant("SCHED", "t stands still at a null step")
class IndexFrozen(_Parts):
    """`after_null` is t."""

    def after_null(self, t):
        return t


@mutant("SCHED", "the schedule starts anew after a null step")
class ScheduleRestarted(_Parts):
    """`after_null` is 0."""

    def after_null(self, t):
        return 0


@mutant("SCHED", "a null step ends the method instead of being skipped")
class EndsAtNull(_Parts):
    """`after_null` is 2.0 ** 40."""

    def after_null(self, t):
        return 2.0**40


@mutant("SCHED", "gamma_t = 2/(t+3): the count starts at 1")
class CountFromOne(_Parts):
    """`length` is 2 / (t + 1 + self.shift)."""

    def length(self, t):
        return 2 / (t + 1 + self.shift)


@mutant("SCALE", "gamma_t = 1/(t+2), half the step")
class HarmonicStep(_Parts):
    """`length` is 1 / (t + self.shift)."""

    def length(self, t):
        return 1 / (t + self.shift)


@mutant("DECAY", "gamma_t does not decay")
class ConstantStep(_Parts):
    """`length` is 1 / self.shift."""

    def length(self, t):
        return 1 / self.shift


@mutant("SCALE", "gamma_t is 2 % too small")
class StepTooShort(_Parts):
    """`length` is 0.98 * 2 / (t + self.shift)."""

    def length(self, t):
        return 0.98 * 2 / (t + self.shift)


@mutant("SIGN", "the linear oracle maximises")
class LinearMaximizer(_Parts):
    """`form` is -problem.gradient(x)."""

    def form(self, problem, x):
        return -problem.gradient(x)


@mutant("STALE", "the linear minimiser is called on x_t instead of its gradient")
class IterateMinimized(_Parts):
    """`form` is x."""

    def form(self, problem, x):
        return x


MUTANTS = (
    NoTest,
    TakesTheRise,
    StrictDecrease,
    IndexFrozen,
    ScheduleRestarted,
    EndsAtNull,
    CountFromOne,
    HarmonicStep,
    ConstantStep,
    StepTooShort,
    LinearMaximizer,
    IterateMinimized,
)
