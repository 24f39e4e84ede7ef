"""Named mistakes in the projected penalty method, as people really make them."""

from __future__ import annotations

import numpy as np

from refimpl.bilevel.projected_penalty import ProjectedPenalty, State
from verification.claim import mutant


class Exchangeable(ProjectedPenalty):
    """The method in parts; a mutant replaces one of them."""

    def tracked(self, problem, state, rng):
        """y and z after the inner loops."""
        x, y, z, gamma = state.x, state.y, state.z, self.lower_step_size
        for _ in range(self.inner_steps):
            a, b = self.pair(problem, rng)
            z_old, z = z, self.lower(problem, z - gamma * a.lower_y(x, z))
            upper = b.upper_y(x, self.upper_point(y, z_old))
            y = self.lower(problem, y - gamma * (self.sigma * upper + b.lower_y(x, y)))
        return y, z

    def pair(self, problem, rng):
        """The two draws of an inner step."""
        a = problem.realisation(rng)
        return a, problem.realisation(rng)

    def upper_point(self, y, z):
        """Where f_y is taken."""
        return y

    def lower(self, problem, y):
        """P_Y."""
        return problem.lower_projection(y)

    def term(self, problem, c, rng, x, y, z):
        """One term of the direction."""
        return c.upper_x(x, y) + (c.lower_x(x, y) - c.lower_x(x, z)) / self.sigma

    def terms(self):
        """M, and by how much the sum is divided."""
        return self.batch, self.batch

    def upper(self, problem, x):
        """P_X."""
        return problem.upper_projection(x)

    def step(self, problem, state, rng):
        y, z = self.tracked(problem, state, rng)
        total, (M, share) = np.zeros_like(state.x), self.terms()
        for _ in range(M):
            total = total + self.term(problem, problem.realisation(rng), rng, state.x, y, z)
        return State(self.upper(problem, state.x - self.step_size * total / share), y, z)


@mutant("HYPERGRAD", "f_y is evaluated at z instead of y")
class UpperGradientAtPlainCopy(Exchangeable):
    """y <- P_Y(y - gamma (sigma f_y(x, z; b) + g_y(x, y; b)))."""

    def upper_point(self, y, z):
        return z


@mutant("PROX", "the lower copies are not projected")
class LowerCopiesNotProjected(Exchangeable):
    """P_Y is left out."""

    def lower(self, problem, y):
        return y


@mutant("PROX", "the lower copies are projected once, after the inner loop")
class ProjectedAfterTheLoop(Exchangeable):
    """P_Y of the result of T plain steps."""

    def lower(self, problem, y):
        return y

    def tracked(self, problem, state, rng):
        y, z = super().tracked(problem, state, rng)
        return problem.lower_projection(y), problem.lower_projection(z)


@mutant("PROX", "x is not projected")
class UpperNotProjected(Exchangeable):
    """P_X is left out."""

    def upper(self, problem, x):
        return x


@mutant("NOISE", "one draw serves both inner loops: their noise cancels in the difference")
class OneDrawForBothCopies(Exchangeable):
    """b = a."""

    def pair(self, problem, rng):
        _, b = super().pair(problem, rng)
        return b, b


@mutant(
    "NOISE",
    "the two lower gradients of the x step are taken on different draws: their noise is divided by sigma",
)
class TwoDrawsInDifference(Exchangeable):
    """(g_x(x, y; c) - g_x(x, z; c')) / sigma."""

    def term(self, problem, c, rng, x, y, z):
        other = problem.realisation(rng)
        return c.upper_x(x, y) + (c.lower_x(x, y) - other.lower_x(x, z)) / self.sigma


@mutant("SCALE", "the batch is summed, not averaged")
class BatchSummed(Exchangeable):
    """x+ = P_X(x - eta sum_m ...)."""

    def terms(self):
        return self.batch, 1


@mutant("NOISE", "one draw is taken instead of the batch")
class NoBatch(Exchangeable):
    """M = 1."""

    def terms(self):
        return 1, 1


@mutant("SIGN", "the difference of the lower gradients is taken the other way round")
class SwappedDifference(Exchangeable):
    """f_x + (g_x(x, z) - g_x(x, y)) / sigma."""

    def term(self, problem, c, rng, x, y, z):
        return super().term(problem, c, rng, x, z, y) + c.upper_x(x, y) - c.upper_x(x, z)


@mutant("SCALE", "the difference of the lower gradients is not divided by sigma")
class UndividedDifference(Exchangeable):
    """f_x + g_x(x, y) - g_x(x, z)."""

    def term(self, problem, c, rng, x, y, z):
        return c.upper_x(x, y) + c.lower_x(x, y) - c.lower_x(x, z)


@mutant("STALE", "the x step uses y_k and z_k of the previous outer iteration")
class PreviousCopiesInUpperStep(Exchangeable):
    """The direction at y_k, z_k."""

    def step(self, problem, state, rng):
        done = super().step(problem, state, rng)
        G = [
            self.term(problem, problem.realisation(rng), rng, state.x, state.y, state.z)
            for _ in range(self.batch)
        ]
        return State(self.upper(problem, state.x - self.step_size * sum(G) / self.batch), done.y, done.z)


@mutant("STATE", "the inner loops start again from the first lower point at every outer step")
class ColdStart(Exchangeable):
    """y and z start at `start`."""

    def tracked(self, problem, state, rng):
        return super().tracked(problem, State(state.x, self.start, self.start), rng)


@mutant("TERM", "one inner step is missing")
class OneInnerStepFewer(Exchangeable):
    """T - 1 inner steps."""

    def tracked(self, problem, state, rng):
        fewer = type(self)(*self)._replace(inner_steps=self.inner_steps - 1)
        return Exchangeable.tracked(fewer, problem, state, rng)


MUTANTS = (
    UpperGradientAtPlainCopy,
    LowerCopiesNotProjected,
    ProjectedAfterTheLoop,
    UpperNotProjected,
    OneDrawForBothCopies,
    TwoDrawsInDifference,
    BatchSummed,
    NoBatch,
    SwappedDifference,
    UndividedDifference,
    PreviousCopiesInUpperStep,
    ColdStart,
    OneInnerStepFewer,
)
