"""Named mistakes in F2SA with stochastic gradients."""

from __future__ import annotations

from refimpl.bilevel.f2sa import State
from refimpl.bilevel.stochastic_f2sa import StochasticF2SA
from refimpl.core.dialect import rational_power
from verification.claim import mutant


@mutant(
    "HYPERGRAD",
    "f_y is evaluated at z instead of y, as in a public benchmark: the bias of the penalty is gone",
)
class UpperGradientAtPlainCopy(StochasticF2SA):
    """y <- y - alpha (f_y(x, z+; b) + lambda g_y(x, y; b))."""

    def step(self, problem, state, rng):
        x, y = state.x, state.y
        weight, gamma, alpha = self.schedule(state.k)
        z = self.plain_copy(problem, x, state.z, gamma, rng)
        for _ in range(self.inner_steps):
            b = problem.realisation(rng)
            y = problem.lower_projection(y - alpha * (b.upper_y(x, z) + weight * b.lower_y(x, y)))
        G = self.direction(problem, x, y, z, weight, rng)
        return State(problem.upper_projection(x - self.ratio * alpha * G), y, z, state.k + 1)


@mutant("STALE", "the x step uses the lower copies from before their steps")
class PreviousCopiesInUpperStep(StochasticF2SA):
    """x+ = x - xi alpha G(x_k, y_k, z_k)."""

    def step(self, problem, state, rng):
        weight, gamma, alpha = self.schedule(state.k)
        z = self.plain_copy(problem, state.x, state.z, gamma, rng)
        y = self.penalised_copy(problem, state.x, state.y, alpha, weight, rng)
        G = self.direction(problem, state.x, state.y, state.z, weight, rng)
        return State(problem.upper_projection(state.x - self.ratio * alpha * G), y, z, state.k + 1)


@mutant("STALE", "the lower copies take their steps at the new x")
class LowerStepsAfterUpper(StochasticF2SA):
    """x first, from y_k and z_k, then z and y at x_{k+1}."""

    def step(self, problem, state, rng):
        weight, gamma, alpha = self.schedule(state.k)
        G = self.direction(problem, state.x, state.y, state.z, weight, rng)
        x = problem.upper_projection(state.x - self.ratio * alpha * G)
        z = self.plain_copy(problem, x, state.z, gamma, rng)
        return State(x, self.penalised_copy(problem, x, state.y, alpha, weight, rng), z, state.k + 1)


@mutant("SIGN", "the difference of the two copies has the wrong sign")
class SwappedDifference(StochasticF2SA):
    """f_x + lambda (g_x at z - g_x at y)."""

    def direction(self, problem, x, y, z, weight, rng):
        c, d = problem.realisation(rng), problem.realisation(rng)
        return c.upper_x(x, y) + weight * (c.lower_x(x, z) - d.lower_x(x, y))


@mutant("SCALE", "the difference of the two copies is not multiplied by lambda")
class UnweightedDifference(StochasticF2SA):
    """f_x + g_x at y - g_x at z."""

    def direction(self, problem, x, y, z, weight, rng):
        c, d = problem.realisation(rng), problem.realisation(rng)
        return c.upper_x(x, y) + c.lower_x(x, y) - d.lower_x(x, z)


@mutant("TERM", "the derivative of f in x is left out")
class UpperTermDropped(StochasticF2SA):
    """lambda (g_x at y - g_x at z)."""

    def direction(self, problem, x, y, z, weight, rng):
        c, d = problem.realisation(rng), problem.realisation(rng)
        return weight * (c.lower_x(x, y) - d.lower_x(x, z))


@mutant("NOISE", "one draw serves both copies of the x step: lambda no longer multiplies its noise")
class OneDrawForBothCopies(StochasticF2SA):
    """d = c."""

    def direction(self, problem, x, y, z, weight, rng):
        c = problem.realisation(rng)
        return c.upper_x(x, y) + weight * (c.lower_x(x, y) - c.lower_x(x, z))


@mutant("NOISE", "one draw serves all inner steps of y")
class OneDrawForAllInnerSteps(StochasticF2SA):
    """b is drawn before the loop."""

    def penalised_copy(self, problem, x, y, alpha, weight, rng):
        b = problem.realisation(rng)
        for _ in range(self.inner_steps):
            y = problem.lower_projection(y - alpha * (b.upper_y(x, y) + weight * b.lower_y(x, y)))
        return y


@mutant("PROX", "the penalised copy is not projected")
class PenalisedCopyNotProjected(StochasticF2SA):
    """y <- y - alpha (f_y + lambda g_y)."""

    def penalised_copy(self, problem, x, y, alpha, weight, rng):
        for _ in range(self.inner_steps):
            b = problem.realisation(rng)
            y = y - alpha * (b.upper_y(x, y) + weight * b.lower_y(x, y))
        return y


@mutant("PROX", "the plain copy is not projected")
class PlainCopyNotProjected(StochasticF2SA):
    """z <- z - gamma g_y."""

    def plain_copy(self, problem, x, z, gamma, rng):
        for _ in range(self.inner_steps):
            z = z - gamma * problem.realisation(rng).lower_y(x, z)
        return z


@mutant("PROX", "x is not projected")
class UpperNotProjected(StochasticF2SA):
    """x+ = x - xi alpha G."""

    def step(self, problem, state, rng):
        weight, gamma, alpha = self.schedule(state.k)
        z = self.plain_copy(problem, state.x, state.z, gamma, rng)
        y = self.penalised_copy(problem, state.x, state.y, alpha, weight, rng)
        G = self.direction(problem, state.x, y, z, weight, rng)
        return State(state.x - self.ratio * alpha * G, y, z, state.k + 1)


class Scheduled(StochasticF2SA):
    """The schedule with other exponents over q, of 1, q - 3 and q - 2."""

    def powers(self, q):
        """Exponents, times q, of lambda, 1/gamma and 1/alpha."""
        return 1, q - 3, q - 2

    def schedule(self, k):
        s, q = 1.0 + self.growth * k, 3 + 2 * self.noisy_levels
        up, lower, upper = self.powers(q)
        alpha = self.step_size / (self.penalty * rational_power(s, upper, q))
        return (
            self.penalty * rational_power(s, up, q),
            self.lower_step_size / rational_power(s, lower, q),
            alpha,
        )


@mutant("SCHED", "lambda stays at lambda_0")
class PenaltyNotIncreased(Scheduled):
    """lambda_k = lambda_0."""

    def powers(self, q):
        return 0, q - 3, q - 2


@mutant("SCHED", "lambda grows twice as fast as the steps allow")
class PenaltyTooFast(Scheduled):
    """lambda_k ~ s^(2/q)."""

    def powers(self, q):
        return 2, q - 3, q - 2


@mutant("SCHED", "the steps of the plain copy do not decrease")
class LowerStepsNotDecreased(Scheduled):
    """gamma_k = gamma."""

    def powers(self, q):
        return 1, 0, q - 2


@mutant("SCHED", "alpha decreases like gamma, too slowly for the lambda that multiplies it")
class StepNotShrunkByPenalty(Scheduled):
    """alpha_k ~ s^(-(q-3)/q)."""

    def powers(self, q):
        return 1, q - 3, q - 3


@mutant("SCHED", "the schedule of a noise-free problem is used whatever the noise is")
class ScheduleWithoutNoise(StochasticF2SA):
    """q = 3."""

    def schedule(self, k):
        s = 1.0 + self.growth * k
        root = rational_power(s, 1, 3)
        return self.penalty * root, self.lower_step_size, self.step_size / (self.penalty * root)


@mutant("SCALE", "alpha_0 is c, not c / lambda_0")
class StepNotDividedByPenalty(StochasticF2SA):
    """alpha_k = c s^(-(q-2)/q)."""

    def schedule(self, k):
        s, q = 1.0 + self.growth * k, 3 + 2 * self.noisy_levels
        gamma = self.lower_step_size / rational_power(s, q - 3, q)
        return self.penalty * rational_power(s, 1, q), gamma, self.step_size / rational_power(s, q - 2, q)


MUTANTS = (
    UpperGradientAtPlainCopy,
    PreviousCopiesInUpperStep,
    LowerStepsAfterUpper,
    SwappedDifference,
    UnweightedDifference,
    UpperTermDropped,
    OneDrawForBothCopies,
    OneDrawForAllInnerSteps,
    PenalisedCopyNotProjected,
    PlainCopyNotProjected,
    UpperNotProjected,
    PenaltyNotIncreased,
    PenaltyTooFast,
    LowerStepsNotDecreased,
    StepNotShrunkByPenalty,
    ScheduleWithoutNoise,
    StepNotDividedByPenalty,
)
