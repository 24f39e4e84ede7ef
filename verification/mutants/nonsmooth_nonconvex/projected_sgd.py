"""Named mistakes in projected stochastic subgradient steps."""

from __future__ import annotations

from refimpl.nonsmooth_nonconvex.projected_sgd import ProjectedSGD, State
from verification.claim import mutant


class _Parts(ProjectedSGD):
    """The step taken apart: each mutant changes one part."""

    def move(self, problem, x, g):
        return problem.projection(x - g / self.beta)

    def step(self, problem, state, rng):
        g = problem.sample_gradient(state.x, problem.sample(rng))
        return State(self.move(problem, state.x, g))


@mutant("SCALE", "beta is the step size, not its inverse")
class StepIsBeta(_Parts):
    """`move` is problem.projection(x - g * self.beta)."""

    def move(self, problem, x, g):
        return problem.projection(x - g * self.beta)


@mutant("SCALE", "the step is 1/(2 beta): the half of the quadratic is dropped")
class HalfStep(_Parts):
    """`move` is problem.projection(x - g / (2 * self.beta))."""

    def move(self, problem, x, g):
        return problem.projection(x - g / (2 * self.beta))


@mutant("SIGN", "the step ascends")
class Ascent(_Parts):
    """`move` is problem.projection(x + g / self.beta)."""

    def move(self, problem, x, g):
        return problem.projection(x + g / self.beta)


@mutant("PROX", "no projection")
class NotProjected(_Parts):
    """`move` is x - g / self.beta."""

    def move(self, problem, x, g):
        return x - g / self.beta


@mutant("PROX", "the gradient is projected, not the point")
class GradientProjected(_Parts):
    """`move` is x - problem.projection(g) / self.beta."""

    def move(self, problem, x, g):
        return x - problem.projection(g) / self.beta


@mutant("STALE", "the point is projected before the step instead of after it")
class ProjectedBefore(_Parts):
    """`move` is problem.projection(x) - g / self.beta."""

    def move(self, problem, x, g):
        return problem.projection(x) - g / self.beta


MUTANTS = (StepIsBeta, HalfStep, Ascent, NotProjected, GradientProjected, ProjectedBefore)
